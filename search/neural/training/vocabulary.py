"""The student's vocabulary: WordPiece over lower-case text without accents."""

from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

VOCABULARY_SIZE = 60_000
UNKNOWN = "[UNK]"
#: What a text is cut to. Real queries and descriptions stay far below; it bounds the work of 10 kB pastes.
LONGEST_TEXT = 512


def train_tokenizer(texts: Iterable[str], *, size: int = VOCABULARY_SIZE) -> Tokenizer:
    """Learn a vocabulary of at most ``size`` tokens. All folding lives in the tokenizer itself, so that
    every reader of ``tokenizer.json`` folds alike: NFKC, ’ to ', œ and æ split, accents and case removed.
    """
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
            ),
            normalizers.Replace("’", "'"),
            normalizers.Replace("œ", "oe"),
            normalizers.Replace("æ", "ae"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], min_frequency=2, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.enable_truncation(LONGEST_TEXT)
    return tokenizer


def token_texts(tokenizer: Tokenizer) -> list[str]:
    """The plain text of every token in id order (``##ing`` as ``ing``), for their first vectors."""
    vocabulary = tokenizer.get_vocab()
    return [token.removeprefix("##") for token in sorted(vocabulary, key=vocabulary.__getitem__)]
