import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '../../dataset/dataset'
import { recogniseRoles } from '../../dataset/roles'
import type { Engine } from '../../engine/engine'
import { filterOf, type Query } from '../../query/query'
import { CopyButton } from '../../ui/CopyButton'
import { filesOfText } from './notes'
import { queryPython, querySql, type RowRange } from './sql'

const FORMS = [
  { id: 'sql', label: 'SQL', words: 'DuckDB 1.1 or newer reads the files where they lie and gives the same rows.' },
  { id: 'python', label: 'Python', words: 'Runs as it is, once duckdb and pandas are installed.' },
  { id: 'link', label: 'Link', words: 'Opens this view in Pairscope, for anybody who can reach the data.' },
] as const

type Form = (typeof FORMS)[number]['id']

interface QueryTextViewProps {
  readonly engine: Engine
  readonly dataset: Dataset
  readonly query: Query
  /** The pairs alone that these rows are; null: all that pass. */
  readonly rows: readonly RowRange[] | null
  /** To this view, for others. */
  readonly link: () => string
}

/** The query as a text to run or to send elsewhere. */
export function QueryTextView({ engine, dataset, query, rows, link }: QueryTextViewProps) {
  const [form, setForm] = useState<Form>('sql')
  const families = filterOf(query, 'licence')?.families
  const known = useQuery({
    queryKey: ['query-text', families],
    queryFn: async ({ signal }) => {
      const [{ columns }, licences] = await Promise.all([engine.schema({ signal }), engine.licenceTexts(families ?? [], { signal })])
      return { columns, licences }
    },
  })
  const chosen = FORMS.find(({ id }) => id === form) ?? FORMS[0]
  const of = filesOfText(dataset, query, known.data?.licences.complete ?? true)
  const text = () => {
    if (form === 'link') return link()
    if ('refusal' in of || !known.data) return ''
    const { columns, licences } = known.data
    const about = {
      query,
      columns: { roles: recogniseRoles(columns, dataset.roles), all: columns, licenceTexts: licences.texts },
      files: of.files,
      rows,
    }
    return form === 'sql' ? querySql(about) : queryPython(about)
  }
  const shown = text()
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <div role="radiogroup" aria-label="As text" className="flex gap-1 self-start rounded-lg bg-ink/6 p-0.5">
        {FORMS.map(({ id, label }) => (
          <label
            key={id}
            className={
              'grid h-7 place-items-center rounded-md px-3 text-sm font-medium text-muted has-checked:bg-raised has-checked:text-ink ' +
              'has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent'
            }
          >
            <input type="radio" name="query-text" className="sr-only" checked={form === id} onChange={() => setForm(id)} />
            {label}
          </label>
        ))}
      </div>
      <p className="text-sm text-muted">{chosen.words}</p>
      {form !== 'link' && 'refusal' in of ? (
        <p role="status">{of.refusal}</p>
      ) : known.isError && form !== 'link' ? (
        <p role="alert">No file of the dataset could be read, so there is nothing to write a query for.</p>
      ) : (
        <div className="relative min-h-0">
          {/* Can be scrolled by keyboard, so it takes the focus. */}
          <pre
            tabIndex={0}
            aria-label={chosen.label}
            className="max-h-72 overflow-auto rounded-lg border border-line bg-raised p-3 pr-12 font-mono text-xs whitespace-pre"
          >
            {shown}
          </pre>
          <CopyButton what={chosen.label} text={shown} className="absolute top-1.5 right-1.5 bg-raised" />
        </div>
      )}
      {form !== 'link' && 'notes' in of && (
        <ul className="space-y-1 text-sm text-muted">
          {of.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
