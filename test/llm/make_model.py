"""Writes a language model of random weights, small enough for any machine: what it says is nonsense, how it is asked is not.

Usage: make_model.py OUT.gguf
"""

import sys

import gguf
import numpy as np

LAYERS, WIDTH, HEADS, INNER, CONTEXT = 1, 32, 2, 64, 16384

rng = np.random.default_rng(7)

# Control tokens, bytes, and the letters of ASCII: every text can be written, a letter at a time.
tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
types = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL] + [gguf.TokenType.BYTE] * 256
scores = [0.0] * len(tokens)
for code in range(33, 127):
    tokens.append(chr(code))
    types.append(gguf.TokenType.NORMAL)
    scores.append(-float(code))
tokens.append("\u2581")
types.append(gguf.TokenType.NORMAL)
scores.append(-1.0)

writer = gguf.GGUFWriter(sys.argv[1], "llama")
writer.add_name("tiny-random")
writer.add_context_length(CONTEXT)
writer.add_embedding_length(WIDTH)
writer.add_block_count(LAYERS)
writer.add_feed_forward_length(INNER)
writer.add_head_count(HEADS)
writer.add_head_count_kv(HEADS)
writer.add_rope_dimension_count(WIDTH // HEADS)
writer.add_layer_norm_rms_eps(1e-5)
writer.add_vocab_size(len(tokens))
writer.add_tokenizer_model("llama")
writer.add_token_list(tokens)
writer.add_token_types(types)
writer.add_token_scores(scores)
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_unk_token_id(0)


def add(name, *shape):
    writer.add_tensor(name, rng.normal(0, 0.3, shape).astype(np.float32))


add("token_embd.weight", len(tokens), WIDTH)
for layer in range(LAYERS):
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        add(f"blk.{layer}.{name}.weight", WIDTH, WIDTH)
    add(f"blk.{layer}.ffn_gate.weight", INNER, WIDTH)
    add(f"blk.{layer}.ffn_up.weight", INNER, WIDTH)
    add(f"blk.{layer}.ffn_down.weight", WIDTH, INNER)
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, dtype=np.float32))
writer.add_tensor("output_norm.weight", np.ones(WIDTH, dtype=np.float32))
add("output.weight", len(tokens), WIDTH)

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
