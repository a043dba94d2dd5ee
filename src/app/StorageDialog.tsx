import { useEffect, useState, type ReactNode } from 'react'
import { forgetMirror } from '../dataset/load'
import { canKeepApp, notKept } from '../offline/offline'
import { forgetApp, type AppShare } from '../offline/kept-app'
import { formatBytes } from '../pair/format'
import { forgetModel } from '../search/encoder/kept'
import { forgetVectors } from '../search/vectors/kept-vectors'
import { Button, TextButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { DialogFrame } from '../ui/DialogFrame'
import { plural } from '../ui/format'
import { useStore } from '../ui/useStore'
import { prefer, resetPreferences } from './preferences'
import { forgetAllRoles } from './remembered-roles'
import { askToLast, bytesOf, forgetEverything, modelName, readKept, vectorsName, type Kept } from './storage'
import { storageOpen } from './storage-open'

const SHARES: Readonly<Record<AppShare, string>> = {
  app: 'Pairscope itself',
  engines: 'The engines',
  sample: 'The emoji sample',
}

/** What this browser keeps, by kind and dataset, and how to remove it. */
export function StorageDialog() {
  const open = useStore(storageOpen)
  const close = () => storageOpen.set(false)
  return (
    <Dialog open={open} onClose={close} label="Storage">
      <Content onClose={close} />
    </Dialog>
  )
}

function Content({ onClose }: { readonly onClose: () => void }) {
  const [kept, setKept] = useState<Kept | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let gone = false
    void readKept().then((now) => !gone && setKept(now))
    return () => {
      gone = true
    }
  }, [])
  const remove = (job: () => Promise<unknown>) => {
    setBusy(true)
    void job()
      // What could not be removed is still in the list.
      .catch(() => undefined)
      .then(readKept)
      .then(setKept)
      .finally(() => setBusy(false))
  }
  return (
    <DialogFrame
      title="Kept in this browser"
      busy={busy}
      actions={
        <>
          <Button disabled={busy || !kept} onClick={() => kept && remove(() => forgetEverything(kept))}>
            Remove everything
          </Button>
          <Button kind="primary" data-autofocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p className="mt-1 text-muted">
        So that nothing is fetched twice, and the sample works without a network. It stays on this device. What you remove is fetched again
        when it is needed.
      </p>
      <Unkept kept={kept} />
      {kept ? <Lists kept={kept} remove={remove} /> : <p className="mt-5 text-muted">Looking…</p>}
    </DialogFrame>
  )
}

/** Why something is not kept, where it is not. */
function Unkept({ kept }: { readonly kept: Kept | null }) {
  const failed = useStore(notKept)
  const said = !canKeepApp()
    ? 'This browser does not let this page work without a network: the page was not loaded over https, or the window is private.'
    : failed?.full
      ? 'There was no room for all that was to be kept. Remove something here, or free space on this device.'
      : failed
        ? 'Part of Pairscope could not be kept: the connection broke off, or its host has a new version. The next visit tries again.'
        : kept?.vectors === null
          ? 'This browser keeps no embeddings here, as in some private windows: they are fetched anew each time.'
          : null
  return said === null ? null : (
    <p role="status" className="mt-3 text-warn">
      {said}
    </p>
  )
}

interface ListsProps {
  readonly kept: Kept
  readonly remove: (job: () => Promise<unknown>) => void
}

function Lists({ kept, remove }: ListsProps) {
  const { app, models, vectors, sources, views, schemas, mirror } = kept
  const home = new URL('.', document.baseURI).href
  const removeChoice = (job: () => void) =>
    remove(() => {
      job()
      return Promise.resolve()
    })
  const nothing = bytesOf(kept) === 0
  return (
    <>
      {app && app.app + app.engines + app.sample > 0 && (
        <Group title="Without a network">
          {(['app', 'engines', 'sample'] as const).map(
            (share) =>
              app[share] > 0 && (
                <Row key={share} what={SHARES[share]} size={formatBytes(app[share])} onRemove={() => remove(() => forgetApp(share))} />
              ),
          )}
        </Group>
      )}
      {models.length > 0 && (
        <Group title="Models">
          {models.map(({ base, bytes }) => (
            <Row key={base} what={modelName(base, home)} size={formatBytes(bytes)} onRemove={() => remove(() => forgetModel(base))} />
          ))}
        </Group>
      )}
      {vectors && vectors.length > 0 && (
        <Group title="Embeddings">
          {vectors.map((set) => (
            <Row
              key={set.files[0]}
              what={vectorsName(set)}
              size={formatBytes(set.bytes)}
              onRemove={() => remove(() => forgetVectors(set.files))}
            />
          ))}
        </Group>
      )}
      {nothing && <p className="mt-5 text-muted">No files are kept yet.</p>}
      <Group title="Yours: gone for good when removed">
        {sources > 0 && (
          <Row what="Opened lately" size={plural(sources, 'source')} onRemove={() => removeChoice(() => prefer({ recent: [] }))} />
        )}
        {views > 0 && <Row what="Saved views" size={plural(views, 'view')} onRemove={() => removeChoice(() => prefer({ saved: [] }))} />}
        {schemas > 0 && (
          <Row
            what="Columns that you chose"
            size={plural(schemas, 'kind of table', 'kinds of tables')}
            onRemove={() => removeChoice(forgetAllRoles)}
          />
        )}
        {mirror !== null && <Row what="Mirror of the Hugging Face Hub" size={mirror} onRemove={() => removeChoice(forgetMirror)} />}
        <Row what="Your settings" size="" remove="Reset" onRemove={() => removeChoice(resetPreferences)} />
      </Group>
      <RoomLine kept={kept} remove={remove} />
    </>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-5">
      <h3 className="mb-1 text-[0.8125rem] font-medium text-muted">{title}</h3>
      <ul>{children}</ul>
    </section>
  )
}

interface RowProps {
  readonly what: string
  readonly size: string
  readonly remove?: string
  readonly onRemove: () => void
}

function Row({ what, size, remove = 'Remove', onRemove }: RowProps) {
  return (
    <li className="flex items-baseline gap-4 border-t border-line py-1.5 first:border-t-0">
      <span className="min-w-0 flex-1 truncate" title={what}>
        {what}
      </span>
      <span className="shrink-0 text-muted tabular-nums">{size}</span>
      <TextButton aria-label={`${remove}: ${what}`} className="shrink-0" onClick={onRemove}>
        {remove}
      </TextButton>
    </li>
  )
}

function RoomLine({ kept: { room }, remove }: ListsProps) {
  const [refused, setRefused] = useState(false)
  if (!room) return null
  return (
    <p className="mt-5 border-t border-line pt-3 text-[0.8125rem] text-muted">
      This browser counts {formatBytes(room.used)} in all and allows up to {formatBytes(room.quota)}.{' '}
      {room.lasting ? (
        'It removes none of it by itself.'
      ) : refused ? (
        'It may still remove all of it when this device runs out of room: browsers agree for pages that are installed or often used.'
      ) : (
        <>
          It may remove all of it when this device runs out of room.{' '}
          <TextButton onClick={() => remove(() => askToLast().then((lasts) => setRefused(!lasts)))}>Ask it not to</TextButton>
        </>
      )}
    </p>
  )
}
