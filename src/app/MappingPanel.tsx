import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { problemOf } from '../dataset/problem-values'
import { canPlay, columnName, isUsable, recogniseRoles, schemaId, type LeafColumn } from '../dataset/roles'
import type { Engine, Schema } from '../engine/engine'
import { ROLES, type Role, type RoleOverrides } from '../pair/role'
import { encodeRoles } from '../query/url'
import { Button, IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { readExamples, rowName } from './mapping'
import { rememberRoles } from './remembered-roles'

const LABELS: { readonly [R in Role]: string } = {
  caption: 'Caption',
  url: 'Picture’s address',
  picture: 'Picture’s bytes',
  nsfw: 'Safety tag',
  similarity: 'Similarity',
  licence: 'Licence',
  width: 'Width',
  height: 'Height',
}

type Examples = ReadonlyMap<string, readonly (string | null)[]>

interface MappingPanelProps {
  readonly engine: Engine
  /** In force now. */
  readonly roles: RoleOverrides | null
  readonly open: boolean
  readonly onClose: () => void
  /** Another choice; null: as recognised. */
  readonly onChoose: (roles: RoleOverrides | null) => void
}

/** Which column plays which role, with examples, for a person to see and to change. */
export function MappingPanel({ open, onClose, ...props }: MappingPanelProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Columns">
      <Mapping onClose={onClose} {...props} />
    </Dialog>
  )
}

function Mapping({ engine, roles, onClose, onChoose }: Omit<MappingPanelProps, 'open'>) {
  const schema = useQuery({ queryKey: ['schema'], queryFn: ({ signal }) => engine.schema({ signal }) })
  const firstRows = schema.data?.firstRows
  const examples = useQuery({
    queryKey: ['examples', firstRows],
    enabled: firstRows !== undefined,
    queryFn: ({ signal }) => readExamples(engine, firstRows ?? [], signal),
  })
  return (
    <>
      <header className="flex items-start gap-3 border-b border-line py-3 pr-3 pl-6">
        <div className="min-w-0 flex-1 py-1">
          <h2 className="text-lg leading-6 font-semibold">Columns</h2>
          {schema.data && schema.data.part !== '' && (
            <p className="mt-0.5 truncate text-xs text-muted">of {schema.data.part}, and of every part that has them</p>
          )}
        </div>
        <IconButton label="Close" onClick={onClose}>
          <Icon name="close" className="size-4.5" />
        </IconButton>
      </header>
      {schema.data ? (
        <MappingForm schema={schema.data} examples={examples.data ?? null} roles={roles} onClose={onClose} onChoose={onChoose} />
      ) : (
        <div className="p-6 text-muted">
          {schema.error ? <ProblemText problem={problemOf(schema.error, 'engine', '')} /> : 'Reading the columns…'}
        </div>
      )}
    </>
  )
}

interface MappingFormProps extends Pick<MappingPanelProps, 'roles' | 'onClose' | 'onChoose'> {
  readonly schema: Schema
  /** Null until they are read. */
  readonly examples: Examples | null
}

function MappingForm({ schema: { columns }, examples, roles, onClose, onChoose }: MappingFormProps) {
  const [draft, setDraft] = useState<RoleOverrides>(roles ?? {})
  const played = recogniseRoles(columns, draft)
  const recognised = recogniseRoles(columns)
  const inUse = new Set(Object.values(played))
  const others = columns.filter((column) => !inUse.has(column))
  const usable = isUsable(played)
  const changed = encodeRoles(draft) !== encodeRoles(roles ?? {})
  const choose = (choices: { readonly [R in Role]?: string }): void => {
    // What names would give anyway is no choice of the person's: links stay short.
    const kept = Object.entries({ ...draft, ...choices }).filter(([role, path]) => path !== (recognised[role as Role]?.path ?? ''))
    setDraft(Object.fromEntries(kept))
  }
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        const chosen = Object.keys(draft).length > 0 ? draft : null
        rememberRoles(schemaId(columns), chosen)
        onClose()
        onChoose(chosen)
      }}
    >
      <div className="min-h-0 space-y-4 overflow-y-auto overscroll-contain p-6">
        {!usable && (
          <Notice tone="warn">Choose the column with the picture’s address or its bytes: without one no pair can be shown.</Notice>
        )}
        {ROLES.map((role) => (
          <RoleChoice
            key={role}
            role={role}
            columns={columns}
            played={played[role]}
            own={draft[role] !== undefined}
            examples={examples}
            onChoose={(path) => choose({ [role]: path })}
          />
        ))}
        {played.width && played.height && (
          <p className="text-[0.8125rem] text-muted">
            Raw LAION-5B has the two the wrong way round.{' '}
            <Button onClick={() => choose({ width: played.height?.path ?? '', height: played.width?.path ?? '' })}>
              Swap width and height
            </Button>
          </p>
        )}
        {others.length > 0 && <OtherColumns columns={others} examples={examples} />}
      </div>
      <div className="flex flex-wrap gap-2 border-t border-line px-6 py-4">
        <Button kind="quiet" disabled={Object.keys(draft).length === 0} onClick={() => setDraft({})}>
          Reset
        </Button>
        <Button className="ml-auto max-sm:hidden" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" kind="primary" className="max-sm:ml-auto" disabled={!usable || !changed}>
          Use these columns
        </Button>
      </div>
    </form>
  )
}

interface RoleChoiceProps {
  readonly role: Role
  readonly columns: readonly LeafColumn[]
  readonly played: LeafColumn | undefined
  /** By the person's choice, not by its name. */
  readonly own: boolean
  readonly examples: Examples | null
  readonly onChoose: (path: string) => void
}

function RoleChoice({ role, columns, played, own, examples, onChoose }: RoleChoiceProps) {
  const id = useId()
  const fitting = columns.filter((column) => canPlay(role, column))
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <label htmlFor={id} className="w-32 shrink-0 font-medium">
          {LABELS[role]}
        </label>
        <select
          id={id}
          className="h-9 min-w-0 flex-1 basis-40 rounded-lg border border-line bg-raised px-2"
          disabled={fitting.length === 0}
          value={played?.path ?? ''}
          onChange={(event) => onChoose(event.target.value)}
        >
          <option value="">{fitting.length === 0 ? 'no column fits' : 'none'}</option>
          {fitting.map((column, i) => (
            <option key={i} value={column.path}>
              {columnName(column)}
            </option>
          ))}
        </select>
        <span className="w-16 shrink-0 text-xs text-muted max-sm:hidden">{own ? 'your choice' : played ? 'by name' : ''}</span>
      </div>
      {played && <ExampleList column={played} examples={examples} className="mt-1 sm:ml-35" />}
    </div>
  )
}

function ExampleList({
  column,
  examples,
  className = '',
}: {
  readonly column: LeafColumn
  readonly examples: Examples | null
  readonly className?: string
}) {
  const values = examples?.get(rowName(column)) ?? []
  if (values.length === 0) return null
  return (
    <ul aria-label={`Examples of ${columnName(column)}`} className={`space-y-0.5 font-mono text-xs text-muted ${className}`}>
      {values.map((value, i) => (
        <li key={i} dir="auto" className="truncate" title={value ?? undefined}>
          {value ?? <em>null</em>}
        </li>
      ))}
    </ul>
  )
}

function OtherColumns({ columns, examples }: { readonly columns: readonly LeafColumn[]; readonly examples: Examples | null }) {
  return (
    <section aria-label="Columns without a role" className="border-t border-line pt-4">
      <h3 className="font-semibold">Columns without a role</h3>
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        Numbers, words and booleans among them are filters under “More columns”; the inspector shows all of them for every pair.
      </p>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {columns.map((column, i) => (
          <li key={i} className="py-2">
            <p className="flex gap-2 text-xs">
              <span dir="auto" className="font-medium wrap-anywhere">
                {columnName(column)}
              </span>
              <span className="text-muted">{column.type}</span>
            </p>
            <ExampleList column={column} examples={examples} />
          </li>
        ))}
      </ul>
    </section>
  )
}
