import { foldersOf, type FoundFile } from './found-files'

/** Files of one split of one config. */
export interface HubPart {
  readonly config: string
  readonly split: string
  readonly files: readonly FoundFile[]
}

const SPLITS = [
  ['train', /(?:^|[-._ \d])(?:train|training)(?=$|[-._ \d])/i],
  ['validation', /(?:^|[-._ \d])(?:validation|valid|val|dev)(?=$|[-._ \d])/i],
  ['test', /(?:^|[-._ \d])(?:test|testing|eval|evaluation)(?=$|[-._ \d])/i],
] as const

/** Words before `-00000-of-00005` that writers use for any file. */
const ANY_FILE = new Set(['part', 'data', 'shard', 'chunk', 'file', 'metadata', 'batch'])
/** Folders that say what kind of file is in them, not which part of the dataset. */
const KINDS = new Set(['data', 'metadata', 'parquet', 'img_emb', 'text_emb', 'image_emb', 'txt_emb'])

function knownSplit(text: string): string | null {
  return SPLITS.find(([, words]) => words.test(text))?.[0] ?? null
}

/** The split that a whole folder is; `partial-train` is the Hub's own name for the front of a large one. */
function folderSplit(folder: string): string | null {
  const name = folder.replace(/^partial-/, '')
  return /^[a-z]+$/i.test(name) ? knownSplit(name) : null
}

/** The config and split of a file, by the conventions of the Hub: splits by name, configs by folder. */
function partOf(path: string): { readonly config: string; readonly split: string } {
  const folders = foldersOf(path)
  const name = path.split('/').at(-1) ?? ''
  const before = /^(\w[\w.]*?)-\d+-of-\d+(?:[-.]|$)/.exec(name)?.[1]
  const named = knownSplit(name.replace(/\.[^.]*$/, '')) ?? (before !== undefined && !ANY_FILE.has(before.toLowerCase()) ? before : null)
  const splitFolder = folders.findLastIndex((folder) => folderSplit(folder) !== null)
  // Numbered folders are how writers part one big table.
  const config = folders.filter((folder, i) => i !== splitFolder && !KINDS.has(folder.toLowerCase()) && !/^\d+$/.test(folder))
  return { config: config.join('/') || 'default', split: named ?? folderSplit(folders[splitFolder] ?? '') ?? 'train' }
}

/** Files by config and split, in the order in which they come. */
export function partsOf(files: readonly FoundFile[]): HubPart[] {
  const parts = new Map<string, { config: string; split: string; files: FoundFile[] }>()
  for (const file of files) {
    const { config, split } = partOf(file.path)
    const id = `${config}\n${split}`
    const part = parts.get(id)
    if (part) part.files.push(file)
    else parts.set(id, { config, split, files: [file] })
  }
  return [...parts.values()]
}

/**
 * The part that is asked for; where nothing is said, the first `train`, of the config “default” rather than another. Null: there is none
 * of that name.
 */
export function choosePart(parts: readonly HubPart[], config: string | null, split: string | null): HubPart | null {
  const fits = parts.filter((part) => (config === null || part.config === config) && (split === null || part.split === split))
  const usual = fits.filter((part) => part.config === 'default')
  const isTrain = (part: HubPart) => part.split === 'train'
  return usual.find(isTrain) ?? fits.find(isTrain) ?? fits[0] ?? null
}
