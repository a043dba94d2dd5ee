import type { Dataset } from './dataset'

/** A dataset that people of this field know, and what it takes to open it. */
export interface KnownDataset {
  readonly name: string
  /** What opens it, as a person would type it; null: it is not opened by a click. */
  readonly source: string | null
  /** Where its authors describe it; null: they no longer do. */
  readonly page: string | null
  /** About how many pairs, and what a shard holds. */
  readonly holds: string
  /** What a person needs first, or should know. */
  readonly needs: string
}

export const LAION_400M_NOTE =
  'The original LAION-400M was withdrawn after Stanford researchers found links to abuse imagery in LAION’s data in ' +
  'December 2023. Its address list was not cleaned, and its NSFW tags miss things: use Re-LAION in its place.'

export const KNOWN_DATASETS: readonly KnownDataset[] = [
  {
    name: 'Re-LAION-2B-en research-safe',
    source: 'laion/relaion2B-en-research-safe',
    page: 'https://huggingface.co/datasets/laion/relaion2B-en-research-safe',
    holds: 'About two billion English pairs: addresses, captions, similarity, safety scores.',
    needs: 'Gated: accept the terms on its page, then open it with a token of your own. No embeddings beside it.',
  },
  {
    name: 'COYO-700M',
    source: 'kakaobrain/coyo-700m',
    page: 'https://huggingface.co/datasets/kakaobrain/coyo-700m',
    holds: '747 million pairs in 128 Parquet files: addresses, captions, CLIP similarity, NSFW, watermark and aesthetic scores.',
    needs: 'Not gated. Very large: the scan stops at your memory budget and says so. No embeddings beside it.',
  },
  {
    name: 'DataComp small',
    source: 'mlfoundations/datacomp_small',
    page: 'https://huggingface.co/datasets/mlfoundations/datacomp_small',
    holds: '12.8 million pairs: addresses, captions, CLIP similarity.',
    needs:
      'Not gated. No safety tag a row, so every picture waits for your consent. Its embeddings lie in .npz archives ' +
      'beside the tables; a search reads those of OpenAI’s CLIP ViT-B/32, 1 KB a pair, 13 GB for all, asked about first.',
  },
  {
    name: 'CC12M (Google Conceptual 12M)',
    source: null,
    page: 'https://github.com/google-research-datasets/conceptual-12m',
    holds: '12.4 million addresses and captions in one text file, cc12m.tsv, without a header.',
    needs:
      'Get the file from its page and drop it here: the first rows show at once, all of it takes a minute or two. No ' +
      'safety tags, so every picture waits for your consent.',
  },
  { name: 'LAION-400M (original)', source: null, page: null, holds: '413 million pairs in 32 Parquet files.', needs: LAION_400M_NOTE },
]

/**
 * The dataset with the model of its embeddings where its authors name that elsewhere: DataComp's are “extracted by the trained
 * OpenAI CLIP models” (README of mlfoundations/datacomp), and those of 512 numbers are of ViT-B/32.
 */
export function withKnownModel(dataset: Dataset, source: string): Dataset {
  const { embeddings } = dataset
  if (embeddings?.checkpoint !== '' || !/(?:^|\/)mlfoundations\/datacomp_/i.test(source)) return dataset
  return { ...dataset, embeddings: { ...embeddings, width: 512, checkpoint: 'openai/clip-vit-base-patch32' } }
}

/** The dataset with the safety note where what was typed names the original LAION-400M. */
export function withSafetyNote(dataset: Dataset, source: string): Dataset {
  return /(?<!re)laion-?400m/i.test(source) ? { ...dataset, notes: [LAION_400M_NOTE, ...dataset.notes] } : dataset
}
