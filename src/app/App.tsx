import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Problem } from '../dataset/problem'
import { datasetFromFiles, type LocalFile } from '../dataset/local-files'
import { listedShards } from '../dataset/url-list'
import { EMPTY_QUERY } from '../query/query'
import { encodeRoles, LOCAL, SAMPLE, START } from '../query/url'
import { NO_CONSENT } from '../pair/safety'
import { escapeTwice, screenCleared } from './cleared'
import { ClearedPage } from './ClearedPage'
import { setConsent } from './consent'
import { droppedPicture, isPicture } from './dropped-picture'
import { PageHistory } from './history'
import { holdFiles, localFiles, lostFileNames } from './local'
import { NewVersion } from './NewVersion'
import { rememberSource } from './preferences'
import { Start } from './Start'
import { storageOpen } from './storage-open'
import { TextButton } from '../ui/Button'
import { plural } from '../ui/format'
import { useStore } from '../ui/useStore'
import { useFileDrop } from './useFileDrop'

// All that reads and shows data comes apart from the start page, which is usable without it.
const importExplorer = () => import('./Explorer').then((module) => ({ default: module.Explorer }))
const Explorer = lazy(importExplorer)

const StorageDialog = lazy(() => import('./StorageDialog').then((module) => ({ default: module.StorageDialog })))

const pageHistory = new PageHistory(window)
// A page that is reloaded while it is cleared stays so.
if (pageHistory.isHidden) screenCleared.set(true)

function clearScreen(): void {
  if (screenCleared.get()) return
  setConsent(NO_CONSENT)
  // Now, and not when there is time.
  flushSync(() => screenCleared.set(true))
  pageHistory.hide()
}

function bringBack(): void {
  pageHistory.unhide()
  screenCleared.set(false)
}

function openSource(source: string): void {
  if (source !== SAMPLE) rememberSource(source)
  pageHistory.go({ source, query: EMPTY_QUERY, model: null, roles: null, open: null })
}

export function App() {
  const cleared = useStore(screenCleared)
  useEffect(() => {
    const isTwice = escapeTwice()
    const onKey = (event: KeyboardEvent): void => {
      if (isTwice(event)) clearScreen()
    }
    // Before anybody who keeps the key to themselves.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
  if (!cleared) return <Shown />
  return (
    <ClearedPage
      onBack={bringBack}
      onStart={() => {
        bringBack()
        pageHistory.go(START)
      }}
    />
  )
}

/** What is open, or the start page. */
function Shown() {
  const location = useStore(pageHistory.store)
  const local = useStore(localFiles)
  const storage = useStore(storageOpen)
  // Once asked for it stays: a dialog gives the focus back when it closes, not when it is gone.
  const [storageAsked, setStorageAsked] = useState(false)
  if (storage && !storageAsked) setStorageAsked(true)
  // A problem with dropped files is told where they were dropped, and forgotten elsewhere.
  const [told, setTold] = useState<{ readonly problem: Problem | null; readonly source: string | null } | null>(null)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    const prefetch = (): void => void importExplorer()
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(prefetch)
    else setTimeout(prefetch, 500)
  }, [])

  const openFiles = useCallback(async (given: readonly LocalFile[], cut: boolean) => {
    const [only] = given
    if (only && given.length === 1) {
      if (isPicture(only.file) && pageHistory.store.get().source !== null) {
        droppedPicture.set(only.file)
        return
      }
      const listed = /\.txt$/i.test(only.path) ? await listedShards(only.file).catch(() => null) : null
      if (listed !== null) {
        openSource(listed)
        return
      }
    }
    const local = await datasetFromFiles(given, cut)
    setTold({ problem: local.problem, source: local.dataset ? LOCAL : pageHistory.store.get().source })
    if (!local.dataset) return
    holdFiles(local.dataset)
    // Dropping the files of a reloaded page again goes on with its filters.
    if (pageHistory.store.get().source !== LOCAL)
      pageHistory.go({ source: LOCAL, query: EMPTY_QUERY, model: null, roles: null, open: null })
  }, [])
  const onFiles = useCallback((given: readonly LocalFile[], cut: boolean) => void openFiles(given, cut), [openFiles])
  const drop = useFileDrop(onFiles)

  const { source } = location
  const problem = told?.source === source ? told.problem : null
  const lost = source === LOCAL && local === null
  // Other columns make it another dataset, read anew.
  const roles = location.roles === null ? '' : encodeRoles(location.roles)
  const explorerKey = `${roles} ${source === LOCAL ? `local ${local?.id ?? 0}` : `${attempt} ${source ?? ''}`}`
  return (
    <>
      {source === null || lost ? (
        <Start onOpen={openSource} onFiles={onFiles} problem={problem} lostFiles={lost ? lostFileNames() : null} />
      ) : (
        <Suspense fallback={<Opening />}>
          <Explorer
            key={explorerKey}
            datasetId={explorerKey}
            source={source}
            files={source === LOCAL ? (local?.dataset ?? null) : null}
            filesProblem={problem}
            location={location}
            history={pageHistory}
            onOpen={openSource}
            onRetry={() => setAttempt(attempt + 1)}
          />
        </Suspense>
      )}
      <NewVersion />
      {storageAsked && (
        <Suspense fallback={null}>
          <StorageDialog />
        </Suspense>
      )}
      {drop?.kind === 'over' && (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-bg/85 p-6" aria-hidden="true">
          <div
            className={
              'grid size-full place-items-center rounded-3xl border-2 border-dashed border-accent text-center text-xl ' +
              'font-medium text-balance text-accent'
            }
          >
            Drop shards or folders to open them, or a picture to search by it
          </div>
        </div>
      )}
      {drop?.kind === 'walking' && (
        <p
          role="status"
          className={
            'fixed inset-x-0 bottom-6 z-50 mx-auto flex w-fit items-center gap-3 rounded-full border border-line bg-raised ' +
            'px-4 py-2 tabular-nums shadow-lg'
          }
        >
          Looking through the folder{drop.found > 0 && `: ${plural(drop.found, 'file')} so far`}
          <TextButton onClick={drop.stop}>Stop</TextButton>
        </p>
      )}
    </>
  )
}

function Opening() {
  return (
    <p role="status" className="grid h-full place-items-center text-muted">
      Opening…
    </p>
  )
}
