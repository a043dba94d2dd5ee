import type { Dataset } from './dataset'
import { parseHubAddress } from './hub-address'

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

const LAION_5B_NOTE =
  'LAION-5B and its parts, LAION-2B-en, LAION-2B-multi and LAION-1B-nolang, were withdrawn after Stanford researchers found links to ' +
  'abuse imagery in them in December 2023. Their address lists were not cleaned, and their safety scores miss things: use Re-LAION ' +
  'in their place.'

/** What LAION published after it had taken out what was found. */
const RE_LAION = 'laion/relaion2B-en-research-safe'

export const KNOWN_DATASETS: readonly KnownDataset[] = [
  {
    name: 'Re-LAION-2B-en research-safe',
    source: RE_LAION,
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

/** A dataset that its authors have taken back. */
export interface Withdrawn {
  readonly name: 'LAION-400M' | 'LAION-5B'
  readonly why: string
  /** What its authors give in its place, as a person would type it. */
  readonly instead: string
}

const WITHDRAWN: { readonly [N in Withdrawn['name']]: Withdrawn } = {
  'LAION-400M': { name: 'LAION-400M', why: LAION_400M_NOTE, instead: RE_LAION },
  'LAION-5B': { name: 'LAION-5B', why: LAION_5B_NOTE, instead: RE_LAION },
}

/** A folder, a repository or a manifest's name that says it is the original: of LAION-5B also by its three parts. */
const ORIGINAL = /(?<!re[-_ ]?)laion[-_ ]?(?:(400m)|5b|2b[-_ ]?(?:en|multi)|1b[-_ ]?nolang)(?![a-z\d])/i
/** The folder on LAION's own host where the embeddings of LAION-400M lay. */
const LAION_HOST = /^https?:\/\/deploy\.laion\.ai\/8f83b608504d46bb81708ec86e912220\//i
/** What Spark called the files of each: their names alone tell them, wherever they were copied to. */
const SPARK_FILE = new RegExp(
  'part-\\d{5}-(?:(5b54c5d5-bbcf-484d-a2ce-0d6f73df1a36)|5114fd87-297e-42b0-9d11-50f1df323dfa|' +
    'fc82da14-99c9-4ff6-ab6a-ac853ac82819|d6a94da9-d368-4d5b-9ab7-3f6d3c7abdb3)-c000',
  'i',
)

/**
 * Whether a dataset is the original LAION-400M or LAION-5B or a part of them, by what it was opened by, by its manifest's name, by the
 * folders its files lie in and by the files' own names. Rows are not looked at: a copy under other names, or a set derived from it, is
 * not told.
 */
export function withdrawn(dataset: Dataset, source: string | null): Withdrawn | null {
  const hub = source === null ? null : (parseHubAddress(source.trim())?.id ?? null)
  // A name that is a file's own says no more than the file.
  const named = dataset.shards[0] && dataset.name.startsWith(dataset.shards[0].name) ? null : dataset.name
  for (const text of [hub, named]) {
    const found = text === null ? null : ofName(text)
    if (found) return found
  }
  for (const shard of dataset.shards) {
    const found = ofFile(shard.kind === 'remote' ? shard.url : shard.name)
    if (found) return found
  }
  return null
}

function ofName(name: string): Withdrawn | null {
  const match = ORIGINAL.exec(name)
  return match && WITHDRAWN[match[1] === undefined ? 'LAION-5B' : 'LAION-400M']
}

function ofFile(address: string): Withdrawn | null {
  const file = address.replace(/[?#].*$/s, '')
  if (LAION_HOST.test(file)) return WITHDRAWN['LAION-400M']
  const spark = SPARK_FILE.exec(file)
  if (spark) return WITHDRAWN[spark[1] === undefined ? 'LAION-5B' : 'LAION-400M']
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  return ofName(folder)
}

/** The dataset with the safety note where it is an original of LAION, or where what was typed names LAION-400M. */
export function withSafetyNote(dataset: Dataset, source: string): Dataset {
  const note = withdrawn(dataset, source)?.why ?? (/(?<!re-?)laion-?400m/i.test(source) ? LAION_400M_NOTE : null)
  return note === null ? dataset : { ...dataset, notes: [note, ...dataset.notes] }
}
