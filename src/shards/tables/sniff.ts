import { rowsOf, type Dialect } from './csv-text'

/** Those that text itself holds least first: of two that part the rows alike, the first is meant. */
const DELIMITERS = ['\t', ',', '|', ';']

/** How a text table is written, and what its columns are called. */
export interface CsvShape {
  readonly dialect: Dialect
  /** The first row names the columns. */
  readonly header: boolean
  /** Distinct without regard to case. */
  readonly names: readonly string[]
}

/**
 * Tells a table's shape by its beginning: the delimiter whose rows are most alike, and names for the columns where no header gives them.
 */
export function sniffCsv(sample: string, whole: boolean): CsvShape {
  const shapes = DELIMITERS.flatMap((delimiter) => [true, false].map((quoted) => scored(sample, whole, { delimiter, quoted })))
  const best = shapes.reduce((best, shape) => (shape.score > best.score ? shape : best))
  const [first = []] = best.rows
  const header =
    first.some((field) => field.trim() !== '') && !first.some((field) => isAddress(field) || /^-?\d+(?:\.\d+)?$/.test(field.trim()))
  return { dialect: best.dialect, header, names: distinct(header ? first : invented(best.rows, best.columns)) }
}

function scored(sample: string, whole: boolean, dialect: Dialect): { dialect: Dialect; rows: string[][]; columns: number; score: number } {
  const all = [...rowsOf(sample, dialect)]
  // The sample ends in the middle of a row.
  const rows = whole || all.length === 1 ? all : all.slice(0, -1)
  const counts = new Map<number, number>()
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [columns, alike] = [...counts].reduce((most, count) => (count[1] > most[1] ? count : most), [1, 0])
  // One column says nothing for a delimiter: it only wins when nothing else parts the rows alike.
  const score = columns === 1 ? 0.01 : alike / rows.length + Math.min(columns, 50) / 1000
  return { dialect, rows, columns, score }
}

function isAddress(text: string): boolean {
  return /^\s*https?:\/\//i.test(text)
}

/** CC12M has the address first, CC3M the caption: the values tell. */
function invented(rows: readonly (readonly string[])[], columns: number): string[] {
  const share = (column: number) => rows.filter((row) => isAddress(row[column] ?? '')).length
  const length = (column: number) =>
    rows.reduce((sum, row) => sum + (/^[\d.\s-]*$/.test(row[column] ?? '') ? 0 : (row[column] ?? '').length), 0)
  const all = Array.from({ length: columns }, (_, column) => column)
  const most = (measure: (column: number) => number, among: readonly number[]) =>
    among.reduce((best, column) => (measure(column) > measure(best) ? column : best), among[0] ?? -1)
  const url = most(share, all)
  const caption = most(
    length,
    all.filter((column) => column !== url),
  )
  return all.map((column) => (column === url && share(url) > 0 ? 'url' : column === caption ? 'caption' : `column ${column + 1}`))
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((given, i) => {
    // SQL has no way to write NUL.
    const name = given.replaceAll('\0', '').trim() || `column ${i + 1}`
    let free = name
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} ${n}`
    taken.add(free.toLowerCase())
    return free
  })
}
