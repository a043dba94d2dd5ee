import { ANNOTATION, SECTIONS, toldOf, type Section, type Told } from './trial'

/** Parts of the page that no journey writes: damaged files from the unit tests, the soak from its own runs. */
export type Part = Section | 'damaged' | 'soak'

/** How many damaged files a parser was given. */
export interface Fuzzed {
  readonly parser: string
  readonly files: number
}

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs?: readonly { readonly tests: readonly Test[] }[]
}

interface Test {
  readonly status: string
  readonly annotations: readonly { readonly type: string; readonly description?: string }[]
}

/** What the journeys that passed told, in the order of the report: Playwright's json. */
export function trialsOf(report: unknown): readonly Told[] {
  const testsOf = (suite: Suite): readonly Test[] => [
    ...(suite.specs ?? []).flatMap(({ tests }) => tests),
    ...(suite.suites ?? []).flatMap(testsOf),
  ]
  return testsOf(report as Suite)
    .filter(({ status }) => status === 'expected' || status === 'flaky')
    .flatMap(({ annotations }) => annotations)
    .flatMap(({ type, description }) => (type === ANNOTATION && description !== undefined ? [toldOf(description)] : []))
}

/** The parsers that read their damaged files in the unit tests: vitest's json. */
export function fuzzedOf(report: unknown): readonly Fuzzed[] {
  const { testResults } = report as {
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
    }[]
  }
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ fullName, status }) => {
      const [, parser, files] = /^damaged files of (\S+) are read or refused, (\d+) of them$/.exec(fullName) ?? []
      return status === 'passed' && parser !== undefined ? [{ parser, files: Number(files) }] : []
    })
    .sort((a, b) => a.parser.localeCompare(b.parser))
}

/** A section's table. */
export function trialsTable(trials: readonly Told[]): string {
  const measured = trials.some(({ requests, bytes }) => requests !== undefined || bytes !== undefined)
  const rows = trials.map(({ tried, seen, requests, bytes }) => {
    const [, name, what] = /^([^:]+): (.+)$/s.exec(tried) ?? ['', '', tried]
    const figures = [requests?.toLocaleString('en') ?? '', bytes === undefined ? '' : kilobytes(bytes)]
    return [name === '' ? cell(what) : `**${cell(name)}**: ${cell(what)}`, cell(seen), ...(measured ? figures : [])]
  })
  return table(['What was tried', 'What a person saw', ...(measured ? ['requests', 'kB'] : [])], rows)
}

export function fuzzedTable(fuzzed: readonly Fuzzed[]): string {
  return table(
    ['Parser', 'damaged files'],
    fuzzed.map(({ parser, files }) => [parser, files.toLocaleString('en')]),
  )
}

/** Markdown, a row a line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()
}

function kilobytes(bytes: number): string {
  return bytes === 0 ? '0' : bytes < 1000 ? 'under 1' : Math.round(bytes / 1000).toLocaleString('en')
}

const begin = (part: Part): string => `<!-- written by the tests: ${part} -->`
const END = '<!-- end -->'

/** The page with a part written anew. Throws where the page has no marks for it. */
export function withPart(page: string, part: Part, text: string): string {
  const from = page.indexOf(begin(part))
  const to = page.indexOf(END, from)
  if (from < 0 || to < 0) throw new Error(`The page has no part for ${part}.`)
  return `${page.slice(0, from + begin(part).length)}\n${text}\n${page.slice(to)}`
}

/** The text of a part; null where the page has none. */
export function partOf(page: string, part: Part): string | null {
  const from = page.indexOf(begin(part))
  const to = page.indexOf(END, from)
  return from < 0 || to < 0 ? null : page.slice(from + begin(part).length, to).trim()
}

/** The page with every part that the tests have something for. */
export function written(page: string, trials: readonly Told[], fuzzed: readonly Fuzzed[]): string {
  let text = page
  for (const section of sections()) {
    const own = trials.filter((told) => told.section === section)
    if (own.length > 0) text = withPart(text, section, trialsTable(own))
  }
  return fuzzed.length > 0 ? withPart(text, 'damaged', fuzzedTable(fuzzed)) : text
}

/**
 * How the page differs from what the tests tell, a line each; figures may differ. Where `complete` (nothing was skipped), it may hold
 * nothing else either.
 */
export function differences(page: string, trials: readonly Told[], fuzzed: readonly Fuzzed[], complete: boolean): readonly string[] {
  const lines: string[] = []
  const compare = (part: Part, told: string): void => {
    const [now, before] = [told, partOf(page, part) ?? ''].map((text) => text.split('\n').slice(2).map(words).filter(Boolean))
    for (const row of now ?? []) if (!before?.includes(row)) lines.push(`not on the page (${part}): ${row}`)
    if (complete) for (const row of before ?? []) if (!now?.includes(row)) lines.push(`no test says so any more (${part}): ${row}`)
  }
  for (const section of sections()) compare(section, trialsTable(trials.filter((told) => told.section === section)))
  compare('damaged', fuzzedTable(fuzzed))
  return lines
}

/** A row without the figures of its last columns. */
function words(row: string): string {
  const cells = row.split(/(?<!\\)\|/).map((text) => text.trim())
  return cells.slice(1, 3).join(' | ')
}

function sections(): readonly Section[] {
  return Object.keys(SECTIONS) as Section[]
}
