import { badSource, isProblem, remoteShard, resolveAddress } from './address'
import type { Dataset } from './dataset'
import { BEGINNING } from './download'
import { fileTypeByName, fileTypeOf, TELLING_BYTES, typeText, type FileType } from './file-type'
import { datasetOfFound, insteadOf, isDataFile, shardFiles, type FoundFile } from './found-files'
import { holdsVectors, isKind, kindOf } from './kinds'
import { holdsRecords, isAbsolute, parseManifest, type ManifestPlace } from './manifest'
import type { Problem } from './problem'
import { plainText } from '../pair/plain-text'
import type { ShardRef } from './shard-ref'
import { datasetOf } from './source'

/** A file of the person's own computer. */
export interface LocalFile {
  /** With the folders that were given, outermost first; a file given by itself is its name. */
  readonly path: string
  readonly file: File
}

export interface LocalSource {
  /** Null when no file can be a shard. */
  readonly dataset: Dataset | null
  /** Names the files that were left out, if any. */
  readonly problem: Problem | null
}

/** Larger texts are no manifest. */
const LARGEST_MANIFEST = 128e6
/** JSON files looked into for a manifest. */
const MOST_LOOKED_INTO = 16

const naturalOrder = new Intl.Collator('en', { numeric: true })

/** The dataset of dropped or chosen files and folders; `cut`: the folders hold more files than were looked at. */
export async function datasetFromFiles(files: readonly LocalFile[], cut = false): Promise<LocalSource> {
  const manifest = await manifestAmong(files)
  if (manifest) return await fromManifest(manifest, files)
  return files.some(({ path }) => path.includes('/')) ? fromFolders(files, cut) : await fromFiles(files.map(({ file }) => file))
}

/** The manifest among the outermost files; null: there is none. */
async function manifestAmong(files: readonly LocalFile[]): Promise<LocalFile | null> {
  const depth = ({ path }: LocalFile) => path.split('/').length
  const least = files.reduce((least, file) => Math.min(least, depth(file)), Infinity)
  const candidates = files.filter((file) => depth(file) === least && isKind('json', file.path) && file.file.size <= LARGEST_MANIFEST)
  for (const candidate of candidates.slice(0, MOST_LOOKED_INTO)) {
    const beginning = await candidate.file.slice(0, BEGINNING).text()
    if (!holdsRecords(beginning) && /^\s*\{/.test(beginning) && /"pairscope"\s*:/.test(beginning)) return candidate
  }
  return null
}

async function fromManifest(manifest: LocalFile, files: readonly LocalFile[]): Promise<LocalSource> {
  const used = new Set<LocalFile>([manifest])
  const dataset = parseManifest(await manifest.file.text(), placeAmong(manifest, files, used))
  if (isProblem(dataset)) return { dataset: null, problem: dataset }
  const left = files.filter((file) => !used.has(file)).map(({ path }) => path)
  return { dataset: { ...dataset, notes: [...dataset.notes, ...leftNotes(left, 'beside the manifest')] }, problem: null }
}

/** Of a manifest among files: a path leads to one of them, told by its folders or, where those are not known, by its name. */
function placeAmong(manifest: LocalFile, files: readonly LocalFile[], used: Set<LocalFile>): ManifestPlace {
  const address = (text: string) =>
    isAbsolute(text)
      ? resolveAddress(text, 'https://nowhere.invalid')
      : badSource(text, 'A manifest that is a file of your own needs a whole address here, one that begins with https://.')
  const shard = (text: string): ShardRef | Problem => {
    if (isAbsolute(text)) {
      const url = address(text)
      return typeof url === 'string' ? remoteShard(url) : url
    }
    // A web address only to resolve `..` as browsers do.
    const { pathname } = new URL(text.split('/').map(encodeURIComponent).join('/'), `https://nowhere.invalid/${encodeURI(manifest.path)}`)
    const path = decodeURIComponent(pathname).slice(1)
    const named = files.filter(({ file }) => file.name === path.split('/').at(-1))
    const found = files.find((file) => file.path === path) ?? (named.length === 1 ? named[0] : undefined)
    if (!found) return badSource(text, `${text} was not given together with the manifest: choose or drop them at once.`)
    used.add(found)
    return localRef(found.file)
  }
  return { where: manifest.path, shard, address }
}

/** In natural order of their names. Files that cannot be shards are left out, and named with what they are. */
async function fromFiles(files: readonly File[]): Promise<LocalSource> {
  const isSure = ({ name }: File) => isDataFile(name) || (kindOf(name) === null && fileTypeByName(name) === null)
  // Among tables a text or a JSON file is about them.
  const alone = !files.some((file) => isSure(file) && !holdsVectors(file.name))
  const types = new Map<File, FileType | null>()
  for (const file of files) if (!isSure(file)) types.set(file, await typeUnlessTable(file, alone))
  const kept = files.filter((file) => !types.get(file)).sort((a, b) => naturalOrder.compare(a.name, b.name))
  const { shards, ...dataset } = datasetOf(kept.map((file): FoundFile => ({ path: file.name, ref: localRef(file) })))
  const left = [...types].flatMap(([{ name }, type]) => (type ? [{ name, type }] : []))
  return { dataset: shards.length > 0 ? { ...dataset, shards } : null, problem: problemOfFiles(files, shards.length > 0, left) }
}

/** What a file is that is no shard for certain; null where it is one: a table that was given without others. */
async function typeUnlessTable(file: File, alone: boolean): Promise<FileType | null> {
  const beginning = file.slice(0, BEGINNING)
  const type = fileTypeOf(new Uint8Array(await beginning.slice(0, TELLING_BYTES).arrayBuffer()), file.name) ?? fileTypeByName(file.name)
  if (kindOf(file.name) === null) return type ?? 'text'
  if (!alone) return type ?? 'text'
  return type === 'jsonObject' && isKind('json', file.name) && !holdsRecords(await beginning.text()) ? type : null
}

function problemOfFiles(
  files: readonly File[],
  isOpened: boolean,
  left: readonly { readonly name: string; readonly type: FileType }[],
): Problem | null {
  const [first] = left
  if (files.length === 0) return { code: 'bad-files', where: '', detail: 'No file was given.' }
  if (!first)
    return isOpened
      ? null
      : {
          code: 'bad-files',
          where: files[0]?.name ?? '',
          detail: 'These are embeddings alone: give the metadata Parquet files together with them.',
        }
  if (!isOpened && files.length === 1) return { code: 'other-kind', where: first.name, detail: first.type }
  const named = left.slice(0, 3).map(({ name, type }) => `${name} is ${typeText(type).what}`)
  const detail = `${named.join(', ')}${left.length > 3 ? `, and ${left.length - 3} more` : ''}.`
  return { code: isOpened ? 'left-out' : 'bad-files', where: first.name, detail }
}

/** What lies in folders is told by its names, as in a listing: everything else is left out, with a note. */
function fromFolders(files: readonly LocalFile[], cut: boolean): LocalSource {
  const roots = [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))]
  const below = roots.length === 1 ? `${roots[0] ?? ''}/` : ''
  const found = files.map(({ path, file }): FoundFile => ({ path: path.slice(below.length), ref: localRef(file) }))
  const data = found.filter(({ path }) => isDataFile(path))
  const shards = shardFiles(data)
  const vectors = data.filter(({ path }) => holdsVectors(path))
  const name = roots.length === 1 ? (roots[0] ?? '') : `${roots[0] ?? ''} and ${roots.length - 1} more`
  if (shards.length === 0) {
    const detail =
      vectors.length > 0
        ? `There are embeddings alone in “${name}”: open the folder that holds the metadata Parquet files too.`
        : 'There is no Parquet file, tar or text table in ' +
          `“${name}”${cut ? ', as far as it was looked through' : ''}.${insteadOf(found.map(({ path }) => path))}`
    return { dataset: null, problem: { code: 'bad-files', where: name, detail } }
  }
  const used = new Set(
    [...shards.flatMap(({ ref }) => [ref, ref.tar]), ...vectors.map(({ ref }) => ref)].map((ref) =>
      ref?.kind === 'local' ? ref.file : null,
    ),
  )
  const left = files.filter(({ file }) => !used.has(file)).map(({ path }) => path)
  const notes = [
    ...leftNotes(
      left.map((path) => path.slice(below.length)),
      'of the folder',
    ),
    ...(cut
      ? [
          `The folder holds more than ${files.length.toLocaleString('en')} files: the others are not looked at. Open one ` +
            'of its folders instead.',
        ]
      : []),
  ]
  return { dataset: datasetOfFound(name, shards, vectors, notes), problem: null }
}

function leftNotes(paths: readonly string[], where: string): string[] {
  if (paths.length === 0) return []
  const [some, are] = paths.length === 1 ? ['One other file', 'is'] : [`${paths.length.toLocaleString('en')} other files`, 'are']
  return [`${some} ${where} ${are} left out: ${someOf(paths)}.`]
}

function localRef(file: File): ShardRef {
  return { kind: 'local', name: plainText(file.name), file }
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}
