import type { Dataset, ShardRef } from './dataset'
import { isVectorFile } from './embeddings'
import { datasetOfFound, isDataFile, shardFiles, type FoundFile } from './found-files'
import type { Problem } from './problem'
import { badSource, datasetOf } from './source'
import { textTableOf } from './shard-kind'

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

const OTHER_KINDS = new Set(
  'json md html htm xml yaml yml tgz zip gz zst 7z rar png jpg jpeg gif webp avif svg bmp tif tiff mp4 mp3 pdf doc docx xls xlsx py ipynb js ts arrow feather ipc avro orc lance db sqlite crc index safetensors bin pt onnx'.split(
    ' ',
  ),
)

const naturalOrder = new Intl.Collator('en', { numeric: true })

/** The dataset of dropped or chosen files and folders; `cut`: the folders hold more files than were looked at. */
export function datasetFromFiles(files: readonly LocalFile[], cut = false): LocalSource {
  return files.some(({ path }) => path.includes('/')) ? fromFolders(files, cut) : fromFiles(files.map(({ file }) => file))
}

/** In natural order of their names. Files that cannot be shards are left out, and named. */
function fromFiles(files: readonly File[]): LocalSource {
  // Among other files a text is about them.
  const lists = files.every(({ name }) => textTableOf(name) === 'lines')
  const isShard = ({ name }: File) => {
    const format = textTableOf(name)
    return format === null ? !OTHER_KINDS.has(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '') : lists || format !== 'lines'
  }
  const kept = files.filter(isShard).sort((a, b) => naturalOrder.compare(a.name, b.name))
  const left = files.filter((file) => !isShard(file)).map(({ name }) => name)
  const dataset = datasetOf(kept.map((file): FoundFile => ({ path: file.name, ref: localRef(file) })))
  const { shards } = dataset
  const named = someOf(left)
  return {
    dataset: shards.length > 0 ? dataset : null,
    problem:
      shards.length === 0 && kept.length > 0
        ? badSource(kept[0]?.name ?? '', 'These are embeddings alone: give the metadata Parquet files together with them.')
        : left.length > 0
          ? badSource(
              named,
              `${named} ${left.length === 1 ? 'is' : 'are'} not of a kind that Pairscope opens${shards.length > 0 ? ` and ${left.length === 1 ? 'was' : 'were'} left out` : ''}.`,
            )
          : files.length === 0
            ? badSource('', 'No file was given.')
            : null,
  }
}

/** What lies in folders is told by its names, as in a listing: everything else is left out, with a note. */
function fromFolders(files: readonly LocalFile[], cut: boolean): LocalSource {
  const roots = [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))]
  const below = roots.length === 1 ? `${roots[0] ?? ''}/` : ''
  const found = files.map(({ path, file }): FoundFile => ({ path: path.slice(below.length), ref: localRef(file) }))
  const data = found.filter(({ path }) => isDataFile(path))
  const shards = shardFiles(data)
  const vectors = data.filter(({ path }) => isVectorFile(path))
  const name = roots.length === 1 ? (roots[0] ?? '') : `${roots[0] ?? ''} and ${roots.length - 1} more`
  if (shards.length === 0) {
    const detail =
      vectors.length > 0
        ? `There are embeddings alone in “${name}”: open the folder that holds the metadata Parquet files too.`
        : `There is no Parquet file, tar or text table in “${name}”${cut ? ', as far as it was looked through' : ''}.`
    return { dataset: null, problem: badSource(name, detail) }
  }
  const used = new Set(
    [...shards.flatMap(({ ref }) => [ref, ref.tar]), ...vectors.map(({ ref }) => ref)].map((ref) =>
      ref?.kind === 'local' ? ref.file : null,
    ),
  )
  const left = files.filter(({ file }) => !used.has(file)).map(({ path }) => path)
  const notes = [
    ...(left.length > 0
      ? [
          `${left.length === 1 ? 'One other file' : `${left.length.toLocaleString('en')} other files`} of the folder ${left.length === 1 ? 'is' : 'are'} left out: ${someOf(left.map((path) => path.slice(below.length)))}.`,
        ]
      : []),
    ...(cut
      ? [
          `The folder holds more than ${files.length.toLocaleString('en')} files: the others are not looked at. Open one of its folders instead.`,
        ]
      : []),
  ]
  return { dataset: datasetOfFound(name, shards, vectors, notes), problem: null }
}

function localRef(file: File): ShardRef {
  return { kind: 'local', name: file.name, file }
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}
