import { useId, useRef, type ReactNode } from 'react'
import { formatBytes } from '../pair/format'
import type { Backend, ModelLocation } from '../search/encoder/encoder'
import type { TextModel } from '../search/encoder/models'
import type { Keeping } from '../engine/ranking'
import { Button, TextButton } from '../ui/Button'
import { DraftInput } from '../ui/DraftInput'
import { plural } from '../ui/format'
import { keepsSentence, type Keeps } from './sentences'

const MB = 1e6
const FIELD = 'h-8 rounded-md border border-line bg-surface px-2.5 placeholder:text-muted/80'

interface SearchSettingsProps {
  /** Null while the dataset cannot be searched. */
  readonly model: TextModel | null
  readonly location: ModelLocation
  readonly onLocation: (location: ModelLocation) => void
  /** Null: the best there is. */
  readonly backend: Backend | null
  readonly onBackend: (backend: Backend | null) => void
  /** Of the model kept in this browser; null while that is not known. */
  readonly modelBytes: number | null
  readonly onForgetModel: () => void
  /** Embeddings kept in this browser; null while that is not known. */
  readonly keeping: Keeping | null
  readonly onForgetKept: () => void
  /** Shows all that this browser keeps. */
  readonly onStorage: () => void
  readonly keeps: Keeps
  /** Bytes of embeddings that are fetched without asking. */
  readonly budgetBytes: number
  readonly onBudget: (bytes: number) => void
}

/** What computes a search, where its model comes from, and what of it is kept. */
export function SearchSettings({
  model,
  location,
  onLocation,
  backend,
  onBackend,
  modelBytes,
  onForgetModel,
  keeping,
  onForgetKept,
  onStorage,
  keeps,
  budgetBytes,
  onBudget,
}: SearchSettingsProps) {
  return (
    <div className="w-88 max-w-full divide-y divide-line text-sm">
      {model && (
        <Part title="Model">
          <p className="font-medium break-words">{model.name}</p>
          {model.caveat !== '' && <p className="mt-1 text-muted">{model.caveat}</p>}
          <p className="mt-1 text-muted">
            It reads {plural(model.contextLength, 'token')} of a text{model.picture === null ? ' and no pictures of yours' : ''}.
          </p>
          <Place model={model} location={location} onLocation={onLocation} />
        </Part>
      )}
      <Part title="Runs on">
        <select
          aria-label="Where the text model runs"
          className={`${FIELD} w-full`}
          value={backend ?? ''}
          onChange={(event) => onBackend(event.target.value === '' ? null : (event.target.value as Backend))}
        >
          <option value="">The best there is</option>
          <option value="webgpu">WebGPU</option>
          <option value="wasm">WASM (CPU)</option>
        </select>
      </Part>
      <Part title="Fetched without asking">
        <label className="flex items-center gap-2">
          <DraftInput
            type="text"
            inputMode="numeric"
            autoComplete="off"
            aria-label="Megabytes of embeddings fetched without asking"
            className={`${FIELD} w-20 text-right tabular-nums`}
            value={budgetBytes}
            format={(bytes) => String(Math.round(bytes / MB))}
            parse={(text) => (/^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) * MB : undefined)}
            onCommit={onBudget}
          />
          <span className="text-muted">MB of embeddings a search</span>
        </label>
      </Part>
      <Part title="Kept in this browser">
        <Kept what="Text models" bytes={modelBytes} onForget={onForgetModel} />
        <Kept what="Embeddings" bytes={keeping?.bytes ?? null} of={keeping?.budgetBytes} onForget={onForgetKept} />
        {keepsSentence(keeps) !== null && <p className="mt-1 text-muted">{keepsSentence(keeps)}</p>}
        <p className="mt-2">
          <TextButton onClick={onStorage}>Storage…</TextButton>
        </p>
      </Part>
    </div>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="p-4">
      <h3 id={id} className="mb-2 font-semibold">
        {title}
      </h3>
      {children}
    </section>
  )
}

function Place({ model, location, onLocation }: { readonly model: TextModel } & Pick<SearchSettingsProps, 'location' | 'onLocation'>) {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <div className="mt-3">
      <p className="text-muted">
        {location.kind === 'files' ? (
          <>
            Its files are {plural(location.files.length, 'picked file')} of this computer:{' '}
            {location.files.map(({ name }) => name).join(', ')}.
          </>
        ) : (
          <>Its files come from the folder</>
        )}
      </p>
      {location.kind !== 'files' && (
        <DraftInput
          type="url"
          autoComplete="off"
          spellCheck={false}
          aria-label="Folder of the model’s files"
          placeholder={model.base}
          title={location.kind === 'base' ? location.url : model.base}
          className={`${FIELD} mt-1 w-full font-mono text-xs`}
          value={location.kind === 'base' ? location.url : ''}
          format={String}
          parse={parseBase}
          onCommit={(url) => onLocation(url === '' ? { kind: 'default' } : { kind: 'base', url })}
        />
      )}
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button onClick={() => picker.current?.click()}>Pick its files…</Button>
        {location.kind !== 'default' && <TextButton onClick={() => onLocation({ kind: 'default' })}>Use its own host</TextButton>}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files of the model"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])]
            if (files.length > 0) onLocation({ kind: 'files', files })
            event.target.value = ''
          }}
        />
      </div>
    </div>
  )
}

/** The folder's whole address, also of one beside this page; '' for the model's own, undefined for what is none. */
function parseBase(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const url = URL.canParse(trimmed, document.baseURI) ? new URL(trimmed, document.baseURI) : null
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function Kept({
  what,
  bytes,
  of,
  onForget,
}: {
  readonly what: string
  readonly bytes: number | null
  readonly of?: number | undefined
  readonly onForget: () => void
}) {
  return (
    <p className="flex items-baseline gap-3 py-0.5">
      <span className="flex-1">{what}</span>
      <span className="text-muted tabular-nums">
        {bytes === null ? '…' : bytes === 0 ? 'nothing' : formatBytes(bytes)}
        {bytes !== null && bytes > 0 && of !== undefined && ` of ${formatBytes(of)}`}
      </span>
      {bytes !== null && bytes > 0 && (
        <TextButton aria-label={`Remove ${what.toLowerCase()} kept in this browser`} onClick={onForget}>
          Remove
        </TextButton>
      )}
    </p>
  )
}
