import { sniffPicture } from '../pair/picture'
import { kindOf } from './kinds'

interface TypeText {
  /** How people call it, with its article. */
  readonly what: string
  readonly next: string
  /** Why it is not opened, where that is not what every file of another kind is told. */
  readonly cause?: string
}

const AS_PARQUET = 'Write its table as Parquet'

/** What a file can be that Pairscope does not open as it was given, and what can be done with it. */
const TYPES = {
  empty: {
    what: 'a file of 0 bytes',
    cause: 'Nothing is in it: a download or an upload of it may have been broken off.',
    next: 'Download or upload it again.',
  },
  page: {
    what: 'a web page',
    cause: 'A web page came in its place, often a login or an error page.',
    next: 'Use the address of the file itself (on the Hugging Face Hub: “resolve”, not “blob”).',
  },
  lfs: {
    what: 'a Git LFS pointer',
    cause: 'It only says which file is meant: the file itself lies in Git LFS.',
    next: 'Use the file’s address with “resolve” (Hugging Face) or at media.githubusercontent.com (GitHub); in a clone run “git lfs pull”.',
  },
  arrow: { what: 'an Arrow file', next: `${AS_PARQUET}: pyarrow, Polars, DuckDB or, of a saved dataset, to_parquet does that.` },
  feather: { what: 'a Feather file', next: `${AS_PARQUET}: pandas.read_feather(…).to_parquet(…) does that.` },
  zip: { what: 'a zip archive', next: 'Unpack it and open the files in it.' },
  tarGz: { what: 'a compressed tar', next: 'Unpack it to a plain .tar: only of that can single pictures be read.' },
  gzip: { what: 'a gzip file', next: 'Unpack it. A text table may stay packed if its name says of which kind it is, as .csv.gz does.' },
  packed: { what: 'a compressed file', next: 'Unpack it and open what is in it.' },
  tfrecord: { what: 'a TFRecord file', next: 'Write its records as Parquet or as a webdataset (.tar).' },
  lance: { what: 'a Lance dataset', next: `${AS_PARQUET}: lance.dataset(…).to_table() and pyarrow.parquet.write_table do that.` },
  numpy: { what: 'a numpy file', next: 'Give it together with the metadata Parquet files whose embeddings it holds.' },
  pickle: { what: 'a Python pickle', next: `${AS_PARQUET}: pandas.read_pickle(…).to_parquet(…) does that. Only unpickle files you trust.` },
  tensors: { what: 'a file of a model’s numbers', next: 'Open the table that belongs to it.' },
  sqlite: { what: 'an SQLite database', next: `${AS_PARQUET}: DuckDB reads SQLite and writes Parquet.` },
  duckdb: { what: 'a DuckDB database', next: `${AS_PARQUET}: COPY … TO 'pairs.parquet'.` },
  hdf5: { what: 'an HDF5 file', next: `${AS_PARQUET}, or its embeddings as .npy.` },
  orc: { what: 'an ORC file', next: `${AS_PARQUET}.` },
  avro: { what: 'an Avro file', next: `${AS_PARQUET}.` },
  excel: { what: 'a spreadsheet', next: 'Save it as CSV.' },
  pdf: { what: 'a PDF', next: 'Open the table that belongs to it.' },
  picture: { what: 'a picture', next: 'To search by it, open a dataset first and drop the picture there.' },
  media: { what: 'a film or a sound', next: 'Open the table that belongs to it.' },
  parquet: { what: 'a Parquet file', cause: 'Its name says something else.', next: 'Give it a name that ends in .parquet.' },
  tar: { what: 'a tar', cause: 'Its name says something else.', next: 'Give it a name that ends in .tar.' },
  jsonArray: {
    what: 'a JSON list',
    cause: 'Its name says something else.',
    next: 'Give it a name that ends in .json: a list of records opens as a table.',
  },
  jsonObject: {
    what: 'a JSON object',
    cause: 'It is no manifest (“pairscope” is missing) and no table.',
    next: 'A table of JSON is a list of records, or has one on each line (.jsonl).',
  },
  text: { what: 'a text', next: 'If it is a table, give it a name that says of which kind: .csv, .tsv, .jsonl or .txt.' },
} as const satisfies Readonly<Record<string, TypeText>>

export type FileType = keyof typeof TYPES

/** Enough of a file's beginning to tell what it is. */
export const TELLING_BYTES = 512

const ENDINGS: { readonly [T in FileType]?: string } = {
  arrow: 'arrow ipc',
  feather: 'feather',
  zip: 'zip',
  tarGz: 'tgz tar.gz',
  gzip: 'gz',
  packed: 'zst bz2 xz 7z rar',
  tfrecord: 'tfrecord tfrecords',
  lance: 'lance',
  numpy: 'npy npz',
  pickle: 'pkl pickle',
  tensors: 'pt pth bin ckpt safetensors onnx',
  sqlite: 'db sqlite sqlite3',
  duckdb: 'duckdb',
  hdf5: 'h5 hdf5',
  orc: 'orc',
  avro: 'avro',
  excel: 'xls xlsx ods',
  pdf: 'pdf',
  picture: 'jpg jpeg png webp gif avif svg bmp tif tiff',
  media: 'mp4 webm mp3 wav',
  page: 'html htm',
  jsonObject: 'json',
  text: 'md txt log xml yaml yml py ipynb js ts doc docx crc',
}

const BY_ENDING = new Map(
  Object.entries(ENDINGS).flatMap(([type, endings]) => endings.split(' ').map((ending) => [ending, type as FileType] as const)),
)

/** How files that are no text begin, in Latin-1; at a byte further on where one is given. */
const MARKS: readonly (readonly [FileType, string, at?: number])[] = [
  ['parquet', 'PAR1'],
  ['tar', 'ustar', 257],
  ['arrow', 'ARROW1'],
  ['feather', 'FEA1'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b'],
  ['packed', '\x28\xb5\x2f\xfd'],
  ['packed', 'BZh'],
  ['packed', '\xfd7zXZ'],
  ['packed', '7z\xbc\xaf'],
  ['packed', 'Rar!'],
  ['numpy', '\x93NUMPY'],
  ['sqlite', 'SQLite format 3\0'],
  ['duckdb', 'DUCK', 8],
  ['hdf5', '\x89HDF\r\n'],
  ['orc', 'ORC'],
  ['avro', 'Obj\x01'],
  ['pdf', '%PDF'],
  // Protocols 2 to 5; the later ones open with a frame.
  ['pickle', '\x80\x02'],
  ['pickle', '\x80\x03'],
  ['pickle', '\x80\x04\x95'],
  ['pickle', '\x80\x05\x95'],
]

/** How texts begin, after white space. */
const TEXT_MARKS: readonly (readonly [FileType, RegExp])[] = [
  ['lfs', /^version https:\/\/git-lfs/],
  ['pdf', /^%PDF/],
  ['picture', /^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*|<!doctype svg[^>]*>\s*)*<svg[\s>]/i],
  ['page', /^<[!?a-z]/i],
  ['jsonArray', /^\[\s*\{/],
  ['jsonObject', /^\{/],
  ['text', /^/],
]

/** What the bytes that a file begins with, and its name, tell that it is; null where they tell nothing. Pure. */
export function fileTypeOf(bytes: Uint8Array, name: string): FileType | null {
  if (bytes.length === 0) return 'empty'
  const head = bytes.subarray(0, TELLING_BYTES)
  const latin1 = String.fromCharCode(...head)
  if (!head.some(isControl)) {
    const text = latin1.replace(/^\xef\xbb\xbf/, '').trimStart()
    return TEXT_MARKS.find(([, mark]) => mark.test(text))?.[0] ?? null
  }
  const named = namedType(name)
  const marked = MARKS.find(([, mark, at = 0]) => latin1.startsWith(mark, at))?.[0]
  // Of what is packed the name tells more: `.npz`, `.pt` and `.xlsx` are zips.
  if ((marked === 'zip' && (named === 'numpy' || named === 'tensors' || named === 'excel')) || (marked === 'gzip' && named === 'tarGz'))
    return named
  if (marked) return marked
  if (isArrowStream(bytes)) return 'arrow'
  if (isTfRecord(bytes)) return 'tfrecord'
  return sniffPicture(bytes) === '' ? named : 'picture'
}

/** What a name alone tells; null where it tells nothing, or a kind that Pairscope opens. */
export function fileTypeByName(name: string): FileType | null {
  return kindOf(name)?.holds === 'pairs' ? null : namedType(name)
}

function namedType(name: string): FileType | null {
  const ending = /\.((?:tar\.)?[^./]+)$/i.exec(name)?.[1]?.toLowerCase()
  return BY_ENDING.get(ending ?? '') ?? null
}

/** No text holds it; white space and the escape of old encodings are another thing. */
function isControl(byte: number): boolean {
  return byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b
}

export function isFileType(text: string): text is FileType {
  return Object.hasOwn(TYPES, text)
}

export function typeText(type: FileType): TypeText {
  return TYPES[type]
}

/** A stream begins with a mark of four bytes and the length of its schema. */
function isArrowStream(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getInt32(4, true)
  return view.getUint32(0, true) === 0xffffffff && length > 0 && length < 2 ** 24
}

/** A record's length, and after it the masked CRC-32C of those eight bytes. */
function isTfRecord(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false
  let crc = 0xffffffff
  for (const byte of bytes.subarray(0, 8)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
  }
  crc = ~crc
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true) === masked
}
