"""The command, found and kept running: one process of Node for all calls."""

from __future__ import annotations

import atexit
import base64
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

MINIMUM_NODE = (20, 19)
MAIN = Path("dist", "src", "shell", "cli", "main.js")
INSTALL = "Set DEALSTANCE to the path of your clone, or install from it: pip install CLONE/scripts/python."
STOP_SECONDS = 3
"""Time that a stopped command has to remove its temporary files."""

OnProgress = Callable[[float, float, str], None]


class DealstanceError(RuntimeError):
    """A call that failed, with the command's own message. `code` is the name of the error, `exit_code` what the command ended with."""

    def __init__(self, message: str, code: str = "USAGE_ARGUMENT_INVALID", exit_code: int = 64) -> None:
        super().__init__(message)
        self.code = code
        self.exit_code = exit_code


class DealstanceWarning(UserWarning):
    """A warning of the command."""


class DealstanceNote(DealstanceWarning):
    """A note of the command on posts read, left out and counted. To silence notes alone: warnings.simplefilter("ignore", DealstanceNote)."""


class _Process:
    """One running `dealstance serve`."""

    def __init__(self, command: list[str]) -> None:
        self.owner = os.getpid()
        self.last_words = ""
        self.errors = tempfile.TemporaryFile()
        try:
            self.child = subprocess.Popen([*command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        except (OSError, ValueError) as cause:
            message = f"expected to start {command[0]}, got: {cause}. Install Node 20.19 or newer, or name the command in DEALSTANCE."
            raise DealstanceError(message, "COMMAND_NOT_STARTED", 70) from cause
        try:
            first = self.answers.readline()
            hello = json.loads(first)
            version = str(hello["node"])
        except (ValueError, TypeError, KeyError) as cause:
            self.stop()
            version = _node_version(command)
            _check_node(version)
            message = f"expected {' '.join(command)} to answer, got: {first.decode('utf-8', 'replace').strip() or self.last_words or 'nothing'}. Name a clone of this version in DEALSTANCE."
            raise DealstanceError(message, "COMMAND_NOT_STARTED", 70) from cause
        except BaseException:
            self.stop()
            raise
        try:
            _check_node(version)
        except DealstanceError:
            self.stop()
            raise

    @property
    def answers(self) -> IO[bytes]:
        assert self.child.stdout is not None
        return self.child.stdout

    def _read_errors(self) -> str:
        """The last line of what Node wrote as it died."""
        self.errors.seek(0)
        lines = [line for line in self.errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
        told = [line for line in lines if re.match(r"\w*Error|dealstance: |FATAL ERROR", line)]
        return (told or lines or [""])[-1].strip()

    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.child.poll() is None

    def ask(self, request: dict[str, Any], on_progress: OnProgress | None) -> tuple[int, bytes, str]:
        """The exit code, stdout and stderr of one command."""
        out = bytearray()
        log: list[str] = []
        try:
            assert self.child.stdin is not None
            try:
                self.child.stdin.write(json.dumps(request).encode() + b"\n")
                self.child.stdin.flush()
            except BrokenPipeError:
                pass
            for line in self.answers:
                if not line.endswith(b"\n"):
                    break
                answer = json.loads(line)
                if "exit" in answer:
                    return int(answer["exit"]), bytes(out), "".join(log)
                if "progress" in answer and on_progress is not None:
                    on_progress(*answer["progress"])
                out += answer.get("out", "").encode() + base64.b64decode(answer.get("bytes", ""))
                log.append(answer.get("log", ""))
        except BaseException:
            # Ctrl-C: a process in the middle of a command answers no other.
            self.stop()
            raise
        self.stop()
        message = f"expected an answer of the command, got none: it ended with {self.child.returncode} ({self.last_words or 'no word'})."
        raise DealstanceError(f"{message} The next call starts it again.", "COMMAND_DIED", 70)

    def stop(self) -> None:
        if self.owner != os.getpid() or self.errors.closed:
            return
        try:
            if self.child.poll() is None:
                self.child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
            self.child.wait(STOP_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            self.child.kill()
            self.child.wait()
        finally:
            self.last_words = self._read_errors()
            for stream in (self.child.stdin, self.child.stdout, self.errors):
                try:
                    if stream is not None:
                        stream.close()
                except OSError:
                    pass


_lock = threading.Lock()
_running: dict[tuple[str, ...], _Process] = {}
"""The process, by its command: one at most."""


def close() -> None:
    """Ends the process of Node. The next call starts another."""
    with _lock:
        _stop_all()


def _stop_all() -> None:
    while _running:
        _running.popitem()[1].stop()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    # A child of this process starts a command of its own.
    os.register_at_fork(after_in_child=lambda: (_running.clear(), globals().update(_lock=threading.Lock())))


def ask(arguments: Iterable[object], stdin: str = "", on_progress: OnProgress | None = None, caller: str = "classify") -> bytes:
    """Runs a command and returns its stdout. Its notes become warnings, its refusals exceptions in the words of the caller."""
    words = [str(word) for word in arguments]
    request = {"arguments": [*words, "--log=json"], "stdin": stdin, "folder": os.getcwd(), "env": dict(os.environ)}
    with _lock:
        command = _known_command()
        process = _running.get(command)
        if process is None or not process.is_usable():
            _stop_all()
            process = _running[command] = _Process(list(command))
        code, out, log = process.ask(request, on_progress)
    messages = [(level, in_python(text, caller), name) for level, text, name in map(_parse_message, filter(str.strip, log.splitlines()))]
    if code:
        errors = [(text, name) for level, text, name in messages if level >= 50]
        text, name = errors[-1] if errors else (f"the command ended with {code}", "COMMAND_FAILED")
        raise DealstanceError(text, name, code)
    notes = [text for level, text, _ in messages if level < 40 and text not in _told and not PLAIN_READING.fullmatch(text)]
    if notes:
        _told.update(notes)
        _tell("\n".join(notes), DealstanceNote)
    for level, text, _ in messages:
        if level >= 40:
            warn(text, DealstanceWarning)
    return out


_commands: dict[tuple[str | None, ...], tuple[str, ...]] = {}
"""Commands that were found, by what they were found from."""


def _known_command() -> tuple[str, ...]:
    place = (os.environ.get("DEALSTANCE"), os.environ.get("PATH"), os.getcwd())
    if place not in _commands:
        _commands[place] = tuple(find_command())
    return _commands[place]


PLAIN_READING = re.compile(r"posts: [\d,]+ posts? \([^()]+\)|model: (?!linear-en,)[^\n]+")
"""Matches notes that only repeat the input or the model, unless that is for speed alone."""


def _parse_message(line: str) -> tuple[int, str, str]:
    """Level, text and code of a line of the log."""
    if line.startswith("{"):
        found = json.loads(line)
        return int(found["level"]), str(found["msg"]), str(found.get("code", "COMMAND_FAILED"))
    # What was wrong before the options were read comes as text.
    known = re.match(r"dealstance: ([A-Z_]+): ", line)
    return (50, line[known.end() :], known[1]) if known else (30, line, "")


_COMMAND = re.compile(r'(?:npx --no dealstance|npm run(?: --silent)?) ([a-z]+)(?: --(?= ))?((?: (?:"[^"\n]*"|[^\s",;(]*[^\s",;.(]))*)')
_OPTION = re.compile(r'--([a-z]+(?:-[a-z]+)*)(?: ("[^"\n]*"|[A-Z]\w*))?')
_OPTIONS = re.compile(rf"(?<![\w-])(?:{_OPTION.pattern})(?: (?:{_OPTION.pattern}))*")
_OF_SHELLS = (", or give - to read stdin", " See --help.", " --help lists the options.", " read as jsonl: given by the caller")
"""Notes without use in Python: the package itself decides how posts reach the command."""
_CALLS = {"classify": ("classify", "posts"), "audit": ("audit_sheet", 'scored, "sheet.xlsx"'), "cite": ("cite", "scored"), "aggregate": ("aggregate", "scored")}


def in_python(text: str, caller: str = "classify") -> str:
    """A message of the command with calls and options of this package in place of command lines.

    caller  the call of this package that `classify` answers
    """

    def call_of(match: re.Match[str]) -> str:
        name, given = _CALLS.get(match[1], ("run", f'"{match[1]}", …'))
        words = shlex.split(match[2])
        options = []
        for at, word in enumerate(words):
            if word.startswith("--"):
                value = words[at + 1] if at + 1 < len(words) and not words[at + 1].startswith("--") else None
                shown = "True" if value is None else value if value.isdecimal() else json.dumps(value, ensure_ascii=False)
                options.append(f"{word[2:].replace('-', '_')}={shown}")
        return f"{caller if name == 'classify' else name}({', '.join([given, *options])})"

    def options_of(run: re.Match[str]) -> str:
        return ", ".join(_option_of(*option.groups()) for option in _OPTION.finditer(run[0]))

    for shell in _OF_SHELLS:
        text = text.replace(shell, "")
    spoken = _OPTIONS.sub(options_of, _COMMAND.sub(call_of, text))
    return spoken.replace("stdin: ", "posts: ", 1) if spoken.startswith("stdin: ") else spoken


def _option_of(name: str, value: str | None) -> str:
    """--min-probability is min_probability, --mover Sonos is mover="Sonos", --deal ID is deal=ID."""
    word = name.replace("-", "_")
    if value is None:
        return word
    return f"{word}={value}" if value.isupper() or value.startswith('"') else f'{word}="{value}"'


_told: set[str] = set()
"""Warnings of this session; each is told once."""


def warn(text: str, category: type[Warning]) -> None:
    """Warns at the line that called this package, once a session."""
    if text not in _told:
        _told.add(text)
        _tell(text, category)


def _tell(text: str, category: type[Warning]) -> None:
    here = os.path.dirname(__file__)
    level = 1
    frame = sys._getframe(0)
    while frame.f_back is not None and os.path.dirname(frame.f_code.co_filename) == here:
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)


def find_command() -> list[str]:
    """The words that start the command."""
    given = os.environ.get("DEALSTANCE")
    if given:
        return _command_of(Path(given)) if os.path.isdir(given) else shlex.split(given, posix=os.name != "nt")
    recorded = Path(__file__).with_name("clone.txt")
    clones = [Path(recorded.read_text(encoding="utf-8").strip())] if recorded.exists() else Path(__file__).resolve().parents[4:5]
    around = [Path.cwd(), *Path.cwd().parents]
    for place in [*clones, *around, *(folder / "node_modules" / "dealstance" for folder in around)]:
        if _is_clone(place):
            return _command_of(place)
    found = shutil.which("dealstance")
    # The program that this package brings would start itself.
    if found and Path(found).resolve().parent != Path(sysconfig.get_path("scripts")).resolve():
        return [found]
    missing = f" at {clones[0]}" if clones else ""
    raise DealstanceError(f"expected a clone of dealstance, got none{missing}. {INSTALL}", "COMMAND_MISSING", 66)


def main() -> None:
    """Runs the command of the clone: the program that pipx and uv install."""
    try:
        words = [*find_command(), *sys.argv[1:]]
    except DealstanceError as error:
        print(f"dealstance: {error.code}: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    if os.name == "nt":
        sys.exit(subprocess.call(words))
    os.execvp(words[0], words)


def _is_clone(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "package.json").read_text(encoding="utf-8")).get("name") == "dealstance")
    except (OSError, ValueError, AttributeError):
        return False


def _command_of(clone: Path) -> list[str]:
    if not _is_clone(clone):
        raise DealstanceError(f"expected a clone of dealstance, got {clone}, which is none. {INSTALL}", "COMMAND_MISSING", 66)
    if not (clone / MAIN).exists():
        raise DealstanceError(f"expected the built command in {clone}, got none. Run npm ci there.", "COMMAND_MISSING", 66)
    node = shutil.which("node")
    if node is None:
        raise DealstanceError("expected Node 20.19 or newer on PATH, got none. Install it: https://nodejs.org.", "NODE_MISSING", 70)
    return [node, str(clone / MAIN)]


def _node_version(command: list[str]) -> str:
    """Version of Node; empty for a command that is not run by a known Node."""
    node = command[0] if re.fullmatch(r"node(js)?(\.exe)?", os.path.basename(command[0])) else shutil.which("node")
    try:
        done = subprocess.run([node or "node", "--version"], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("ascii", "replace").strip()


def _check_node(version: str) -> None:
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers and numbers < MINIMUM_NODE:
        message = f"expected Node 20.19 or newer, got {version.lstrip('v')}. Install it (https://nodejs.org), or name a newer one: DEALSTANCE=\"NODE CLONE/{MAIN.as_posix()}\"."
        raise DealstanceError(message, "NODE_TOO_OLD", 70)
