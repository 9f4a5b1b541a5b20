"""A Llama built on the spot: too small and too random to be right, but a real decoder."""

from pathlib import Path

#: What its tokenizer learns from; bytes it has not seen stay tokens of one byte.
SAMPLE = (
    "The skill builds on others and is needed in these occupations.",
    "La compétence s’appuie sur d’autres et sert dans ces métiers.",
    '{"sentences": [{"evidence": ["e1", "e2"], "text": "“bake bread” is a skill."}]}',
    '{"order": ["esco:a", "rome:1", "onet:2.A"]}',
)
TEMPLATE = (
    "{% for turn in messages %}<|start|>{{ turn['role'] }}\n{{ turn['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant\n{% endif %}"
)
CONTEXT = 8_192


def write_tiny_llama(folder: Path, *, context: int = CONTEXT, seed: int = 0) -> str:
    """Saves a Llama of one layer with random weights and byte-level tokens; its path."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        special_tokens=["<|start|>", "<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SAMPLE * 3, trainer)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, bos_token="<|start|>", eos_token="<|end|>", chat_template=TEMPLATE
    )
    fast.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size() + 12,  # as real models have it: more rows than tokens
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=context,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return str(folder)
