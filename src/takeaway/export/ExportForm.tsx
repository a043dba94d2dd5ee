import { formatBytes, formatCount, plural } from '../../pair/format'
import { NSFW_CLASSES, type NsfwClass } from '../../pair/pair'
import { plainText } from '../../pair/plain-text'
import { TextButton } from '../../ui/Button'
import { FORMATS, hasColumns, unfit, type FormatId, type Source } from './choices'
import { Group, PillChoice } from './parts'
import type { ExportCost } from './plan'
import { scopeLabel, sizeOf, type Scope } from './scope'

/** What a person has chosen of an export. */
export interface ExportForm {
  readonly scope: Scope['kind']
  /** Of a ranking. */
  readonly first: number
  readonly format: FormatId
  readonly columns: ReadonlySet<string>
  /** Unsafe classes to take along; of this export alone. */
  readonly ticked: ReadonlySet<NsfwClass>
}

interface ExportFormViewProps {
  readonly form: ExportForm
  readonly onChange: (change: Partial<ExportForm>) => void
  readonly scopes: readonly Scope[]
  readonly source: Source
  /** Pairs of the scope by NsfwClass; null while they are counted. */
  readonly counts: readonly number[] | null
  readonly unscanned: number
  /** That not all rows are scanned; '' where they are. */
  readonly incomplete: string
  readonly cost: ExportCost | null
}

/** The classes that are taken along only when they are ticked, the least known first. */
const UNSAFE: readonly NsfwClass[] = [3, 1, 2]

/** What is exported, as what, and what that costs. */
export function ExportFormView({ form, onChange, scopes, source, counts, unscanned, incomplete, cost }: ExportFormViewProps) {
  const format = FORMATS.find(({ id }) => id === form.format) ?? FORMATS[0]
  const why = unfit(form.format, source)
  return (
    <>
      <Group title="Pairs">
        {scopes.map((scope) => (
          <ScopeRow key={scope.kind} scope={scope} form={form} onChange={onChange} counts={form.scope === scope.kind ? counts : null} />
        ))}
        {incomplete !== '' && <p className="mt-1 text-[0.8125rem] text-muted">{incomplete}</p>}
        {unscanned > 0 && (
          <p className="mt-1 text-[0.8125rem] text-muted">
            {unscanned === 1 ? '1 of them was' : `${formatCount(unscanned)} of them were`} not scanned yet and{' '}
            {unscanned === 1 ? 'stays' : 'stay'} out: nobody knows how safe {unscanned === 1 ? 'it is' : 'they are'}.
          </p>
        )}
      </Group>
      <Group title="As">
        <PillChoice
          label="Format"
          name="export-format"
          options={FORMATS.map(({ id, label }) => ({ id, label }))}
          chosen={form.format}
          onChoose={(id) => onChange({ format: id })}
        />
        <p className="mt-1.5 text-[0.8125rem] text-muted">{why ?? format?.words}</p>
      </Group>
      {hasColumns(form.format) && <Columns form={form} onChange={onChange} source={source} />}
      <Unsafe form={form} onChange={onChange} counts={counts} />
      <p role="status" className="mt-5 border-t border-line pt-3 text-[0.8125rem] text-muted tabular-nums">
        {counts === null || cost === null ? 'Counting…' : costSentence(cost)}
      </p>
    </>
  )
}

/** What is read before anything is. */
export function costSentence({ rows, bytes, requests }: ExportCost): string {
  if (rows === 0) return 'Nothing to export: no pair is chosen that may leave.'
  if (bytes === 0) return `Writes ${plural(rows, 'pair')}; nothing has to be read for it.`
  return `Reads about ${formatBytes(bytes)} in up to ${plural(requests, 'request')}, and writes ${plural(rows, 'pair')}.`
}

interface PartProps {
  readonly form: ExportForm
  readonly onChange: (change: Partial<ExportForm>) => void
}

function ScopeRow({ scope, form, onChange, counts }: PartProps & { readonly scope: Scope; readonly counts: readonly number[] | null }) {
  const size = sizeOf(scope) ?? counts?.reduce((sum, count) => sum + count, 0)
  const checked = form.scope === scope.kind
  return (
    <div className="flex min-h-8 items-center gap-3">
      <label className="flex min-w-0 flex-1 items-center gap-3">
        <input
          type="radio"
          name="export-scope"
          className="size-4 shrink-0"
          checked={checked}
          onChange={() => onChange({ scope: scope.kind, ticked: new Set() })}
        />
        <span className="min-w-0 flex-1 truncate">{plainText(scopeLabel(scope))}</span>
        {scope.kind !== 'ranking' && size !== undefined && <span className="shrink-0 text-muted tabular-nums">{formatCount(size)}</span>}
      </label>
      {scope.kind === 'ranking' && (
        <input
          type="number"
          aria-label="How many of the first"
          min={1}
          max={scope.keys.length}
          value={Math.min(form.first, scope.keys.length)}
          onChange={(event) => {
            const first = Math.floor(Number(event.target.value))
            if (first >= 1) onChange({ scope: 'ranking', first, ticked: new Set() })
          }}
          className="h-8 w-24 shrink-0 rounded-lg border border-line bg-raised px-2 text-right tabular-nums"
        />
      )}
    </div>
  )
}

function Columns({ form, onChange, source }: PartProps & { readonly source: Source }) {
  const { columns } = source
  const chosen = columns.filter(({ name }) => form.columns.has(name))
  const choose = (names: Iterable<string>) => onChange({ columns: new Set(names) })
  const toggle = (name: string) => {
    const next = new Set(form.columns)
    if (!next.delete(name)) next.add(name)
    choose(next)
  }
  return (
    <details className="mt-4 border-t border-line pt-2">
      <summary className="cursor-pointer">
        <span className="font-medium">
          {formatCount(chosen.length)} of {plural(columns.length, 'column')}
        </span>
        <span className="text-muted">
          {' '}
          ·{' '}
          {chosen
            .map(({ name }) => plainText(name))
            .join(', ')
            .slice(0, 80) || 'none'}
        </span>
      </summary>
      <div className="mt-2 flex gap-3 text-[0.8125rem]">
        <TextButton onClick={() => choose(columns.map(({ name }) => name))}>All</TextButton>
        <TextButton onClick={() => choose([])}>None</TextButton>
      </div>
      <ul aria-label="Columns" className="mt-1">
        {columns.map(({ name, bytes }) => (
          <li key={name}>
            <label className="flex min-h-7 items-center gap-3">
              <input type="checkbox" className="size-4 shrink-0" checked={form.columns.has(name)} onChange={() => toggle(name)} />
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {plainText(name)}
              </span>
              <span className="shrink-0 text-[0.8125rem] text-muted tabular-nums">{formatBytes(bytes)}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Each time anew: nothing agreed to elsewhere counts here. */
function Unsafe({ form, onChange, counts }: PartProps & { readonly counts: readonly number[] | null }) {
  const there = UNSAFE.filter((nsfw) => (counts?.[nsfw] ?? 0) > 0)
  if (there.length === 0) return null
  const toggle = (nsfw: NsfwClass) => {
    const next = new Set(form.ticked)
    if (!next.delete(nsfw)) next.add(nsfw)
    onChange({ ticked: next })
  }
  return (
    <Group title="Not known to be safe: left out unless you tick them">
      {there.map((nsfw) => (
        <label key={nsfw} className="flex min-h-8 items-center gap-3">
          <input type="checkbox" className="size-4 shrink-0" checked={form.ticked.has(nsfw)} onChange={() => toggle(nsfw)} />
          <span className="flex-1">{NSFW_CLASSES[nsfw]}</span>
          <span className="text-muted tabular-nums">{formatCount(counts?.[nsfw] ?? 0)}</span>
        </label>
      ))}
      <p className="mt-1 text-[0.8125rem] text-muted">
        Pairs that stay blocked are never exported. How many were left out is said at the end.
      </p>
    </Group>
  )
}
