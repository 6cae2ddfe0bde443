"""Loads a corpus folder with ConvoKit itself, prints what it holds as JSON, and writes it again with ConvoKit's own writer.

Usage: python load_convokit.py CORPUS_FOLDER FOLDER_TO_WRITE_INTO
"""

import json
import os
import sys

from convokit import Corpus


def main() -> None:
    source, target = sys.argv[1], sys.argv[2]
    corpus = Corpus(filename=source)
    utterances = [
        {
            "id": utterance.id,
            "conversation": utterance.conversation_id,
            "replyTo": utterance.reply_to,
            "speaker": utterance.speaker.id,
            "timestamp": utterance.timestamp,
            "text": utterance.text,
            "metaNames": sorted(utterance.meta.keys()),
        }
        for utterance in corpus.iter_utterances()
    ]
    conversations = {
        conversation.id: {
            "isTree": conversation.check_integrity(verbose=False),
            "metaNames": sorted(conversation.meta.keys()),
        }
        for conversation in corpus.iter_conversations()
    }
    walked = {
        conversation.id: [utterance.id for utterance in conversation.traverse("dfs")]
        for conversation in corpus.iter_conversations()
        if conversations[conversation.id]["isTree"]
    }
    corpus.dump(os.path.basename(target), base_path=os.path.dirname(target))
    found = {
        "utterances": utterances,
        "speakers": sorted(speaker.id for speaker in corpus.iter_speakers()),
        "conversations": conversations,
        "walked": walked,
    }
    with open(target + ".json", "w", encoding="utf-8") as file:
        json.dump(found, file)


main()
