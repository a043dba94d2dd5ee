import { version } from '../../../package.json'
import type { Dataset } from '../../dataset/dataset'
import type { Engine, Facets } from '../../engine/engine'
import { formatCount } from '../../pair/format'
import type { KeyRanges } from '../../pair/key-ranges'
import { LICENCE_FAMILIES, licenceLabel } from '../../pair/licence'
import { NSFW_CLASSES, type NsfwClass } from '../../pair/pair'
import { EMPTY_QUERY, setOfKeys } from '../../query/query'
import type { FormatId } from './choices'
import type { JobStatus } from './job'
import { stemOf } from './names'
import { scopeLabel, type Scope } from './scope'

/** What only the shell knows of what is exported. */
export interface About {
  /** To what was shown when the export began. */
  readonly link: string
  /** The query in words, a part each. */
  readonly words: readonly string[]
  /** What stands for the content of each shard, 32 bits; null where it is not known. */
  readonly marks: readonly (number | null)[]
}

/** A small file that goes with the export. */
export interface TextFile {
  readonly name: string
  readonly type: string
  readonly text: string
}

export interface Exported {
  readonly request: {
    readonly engine: Pick<Engine, 'facets'>
    readonly dataset: Dataset
    readonly scope: Scope
    readonly sorted: { readonly unscanned: number }
    readonly ticked: ReadonlySet<NsfwClass>
    readonly format: FormatId
    readonly about: About
  }
  readonly status: JobStatus
  /** The pairs in the file. */
  readonly written: KeyRanges
  readonly startedAt: Date
  readonly name: string
}

/** `NAME.pairscope.json` says where the rows come from and what is not among them; `ATTRIBUTION.md` whose they are. */
export async function textsBeside(exported: Exported): Promise<readonly TextFile[]> {
  const { engine } = exported.request
  const facets = await engine.facets({ ...EMPTY_QUERY, within: setOfKeys(exported.written) })
  return [
    { name: `${stemOf(exported.name)}.pairscope.json`, type: 'application/json', text: sidecar(exported, facets) },
    { name: 'ATTRIBUTION.md', type: 'text/markdown', text: attribution(exported, facets) },
  ]
}

type Counts = Pick<Facets, 'licences' | 'nsfw'>

export function sidecar({ request, status, startedAt, name }: Exported, { licences, nsfw }: Counts): string {
  const { dataset, scope, about, format, ticked, sorted } = request
  const { link, words, marks } = about
  return `${JSON.stringify(
    {
      pairscope: version,
      exported: startedAt.toISOString(),
      file: name,
      format,
      link,
      what: scopeLabel(scope),
      filters: words,
      rows: status.rowsWritten,
      leftOut: {
        blocked: status.blocked,
        notReadable: status.unread,
        notScanned: sorted.unscanned,
        shards: status.leftOut.map(({ shard, rows, problem }) => ({ shard, rows, problem: problem.code })),
      },
      safety: {
        taken: NSFW_CLASSES.filter((_, nsfwClass) => nsfwClass === 0 || ticked.has(nsfwClass as NsfwClass)),
        rows: Object.fromEntries(NSFW_CLASSES.map((tag, i) => [tag, nsfw[i] ?? 0])),
      },
      dataset: {
        name: dataset.name,
        licence: dataset.licence,
        attributions: dataset.attributions,
        shards: dataset.shards.map((shard, i) => ({
          name: shard.name,
          ...(shard.kind === 'remote' && { url: shard.url }),
          fingerprint: hex(marks[i] ?? null),
        })),
      },
      licences: Object.fromEntries(countsOf(licences)),
    },
    null,
    2,
  )}\n`
}

function hex(mark: number | null): string | null {
  return mark === null ? null : (mark >>> 0).toString(16).padStart(8, '0')
}

function countsOf(licences: Counts['licences']): readonly (readonly [string, number])[] {
  return LICENCE_FAMILIES.flatMap((family) => {
    const count = licences.get(family) ?? 0
    return count > 0 ? [[licenceLabel(family), count] as const] : []
  })
}

export function attribution({ request: { dataset, about }, status, name }: Exported, { licences }: Counts): string {
  const credits = dataset.attributions.map((credit) => `- ${inMarkdown(credit.name)}, ${inMarkdown(credit.licence)}: <${credit.url}>`)
  return [
    `# Attribution of ${inMarkdown(name)}`,
    '',
    `${formatCount(status.rowsWritten)} pairs of ${inMarkdown(dataset.name)}, exported with Pairscope ${version}.`,
    ...(dataset.licence === '' ? [] : ['', `Licence of the dataset: ${inMarkdown(dataset.licence)}`]),
    ...(credits.length === 0 ? [] : ['', '## Credits', '', ...credits]),
    '',
    '## Licences of the pairs, as the data says them',
    '',
    ...countsOf(licences).map(([label, count]) => `- ${label}: ${formatCount(count)}`),
    '',
    'Captions and pictures stay those of their authors. Where a licence asks for it, name the author and the source of each',
    'picture that you use.',
    '',
    `Where this came from: <${about.link}>`,
    '',
  ].join('\n')
}

/** Other people's text as plain words. */
function inMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~]/g, (sign) => `\\${sign}`)
}

/** Fetches the pictures of a list with columns of these names. */
export function img2datasetCommand(file: string, columns: readonly string[]): string {
  const others = columns.filter((name) => name !== 'url' && name !== 'caption')
  return [
    `img2dataset --url_list ${shellText(file)} --input_format parquet`,
    `--url_col url${columns.includes('caption') ? ' --caption_col caption' : ''}`,
    ...(others.length > 0 ? [`--save_additional_columns ${shellText(JSON.stringify(others))}`] : []),
    `--output_format webdataset --output_folder ${shellText(stemOf(file))}`,
  ].join(' \\\n  ')
}

function shellText(text: string): string {
  return /^[\w.-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
