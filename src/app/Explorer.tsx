import { QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { withPlainNames, type Dataset } from '../dataset/dataset'
import type { Problem } from '../dataset/problem'
import { schemaId } from '../dataset/roles'
import type { Engine } from '../engine/engine'
import { bootScanningEngine, type BootedEngine } from '../engine/scanning/client'
import { inSentence } from '../pair/plain-text'
import type { RoleOverrides } from '../pair/role'
import type { Location } from '../query/url'
import { consentStore, setConsent } from './consent'
import { ConsentDialog } from './ConsentDialog'
import { FailedPage } from './FailedPage'
import type { PageHistory } from './history'
import { askAbout, loadSource } from '../dataset/load'
import { mappingOpen } from './mapping'
import { MappingPanel } from './MappingPanel'
import { NetworkDialog } from './NetworkDialog'
import { OpenDataset } from './OpenDataset'
import { doorkeeper, ownReach } from './own-network'
import { ownToken } from './own-token'
import { preferences } from './preferences'
import { allowTag, ownRoles, rememberedRoles } from './remembered-roles'
import { Session } from './session'
import { linkTo } from './share'
import { StoppedRemedy } from './ReaderHealth'
import { fileRankers } from '../search/file-rankers'
import { rankerSettings } from './search-settings'
import { useStore } from '../ui/useStore'
import { TopBar } from './TopBar'
import { useQueries } from './useQueries'

export interface ExplorerProps {
  /** Different for each opening. */
  readonly datasetId: string
  readonly source: string
  /** The dataset itself where it is of dropped files. */
  readonly files: Dataset | null
  readonly filesProblem: Problem | null
  readonly location: Location
  readonly history: PageHistory
  readonly onOpen: (source: string) => void
  readonly onRetry: () => void
}

/** Characters of a dataset's name in the title of the tab. */
const MOST_TITLE = 80

/** One dataset, from its source to the screen. */
export function Explorer({ datasetId, source, files, filesProblem, location, history, onOpen, onRetry }: ExplorerProps) {
  const [session] = useState(
    () =>
      new Session(
        async (signal) => {
          const dataset = files ?? (await loadSource(source, document.baseURI, ownToken(), doorkeeper, signal))
          await askAbout(dataset, doorkeeper, signal)
          return { ...withPlainNames(dataset), roles: ownRoles(location.roles) }
        },
        bootScanningEngine,
        openEngine,
      ),
  )
  // Of this dataset alone: keys of pairs mean something else in another.
  const queryClient = useQueries()
  useEffect(() => session.start(), [session])
  const state = useStore(session.state)
  const health = useStore(session.health)
  const consent = useStore(consentStore)
  const mapping = useStore(mappingOpen)
  // No later address has it; a link that is followed in the open page has one of its own.
  const [linked, setLinked] = useState(location.data)
  if (location.data !== null && location.data !== linked) setLinked(location.data)
  const [asking, setAsking] = useState(false)
  const onAskConsent = useCallback(() => setAsking(true), [])

  const opened = state.phase === 'open' ? state : null
  useRememberedRoles(opened?.engine ?? null, opened?.dataset ?? null, location.roles === null, history)

  const name = state.phase === 'open' ? state.dataset.name : 'Pairscope'
  useEffect(() => {
    document.title = name === 'Pairscope' ? name : `${inSentence(name, MOST_TITLE)} – Pairscope`
    return () => {
      document.title = 'Pairscope'
    }
  }, [name])

  return (
    <QueryClientProvider client={queryClient}>
      <div className="flex h-full flex-col">
        <TopBar
          name={name}
          open={opened}
          source={source}
          link={() => linkTo({ history, scan: opened?.scan ?? null })}
          consent={consent}
          onReopen={onRetry}
          onAskConsent={onAskConsent}
        />
        {health.kind === 'stopped' ? (
          <FailedPage
            problem={health.problem}
            more={0}
            source={null}
            remedy={<StoppedRemedy health={health} onRetry={onRetry} />}
            onOpen={onOpen}
            onRetry={onRetry}
          />
        ) : state.phase === 'failed' ? (
          <FailedPage problem={state.problem} more={0} source={files ? null : source} remedy={null} onOpen={onOpen} onRetry={onRetry} />
        ) : state.phase === 'open' && state.status ? (
          <OpenDataset
            datasetId={datasetId}
            engine={state.engine}
            dataset={state.dataset}
            status={state.status}
            scan={state.scan}
            source={files ? null : source}
            filesProblem={filesProblem}
            health={health}
            linked={linked}
            location={location}
            history={history}
            consent={consent}
            onAskConsent={onAskConsent}
            onOpen={onOpen}
          />
        ) : (
          <p role="status" className="grid flex-1 place-items-center text-muted">
            Opening…
          </p>
        )}
      </div>
      {opened && (
        <MappingPanel
          engine={opened.engine}
          roles={ownRoles(location.roles)}
          open={mapping}
          onClose={() => mappingOpen.set(false)}
          onChoose={(roles) => chooseRoles(roles, history)}
        />
      )}
      <NetworkDialog />
      <ConsentDialog open={asking} consent={consent} onClose={() => setAsking(false)} onChoose={setConsent} />
    </QueryClientProvider>
  )
}

function openEngine(booted: BootedEngine, dataset: Dataset): Engine {
  return booted.open(dataset, {
    token: ownToken(),
    reach: ownReach(),
    budgetBytes: preferences.get().budgetBytes,
    rankers: (of, scanning) => fileRankers(of, scanning, rankerSettings),
  })
}

function chooseRoles(roles: RoleOverrides | null, history: PageHistory): void {
  allowTag(roles)
  history.go({ roles })
}

/** A schema that the person once chose columns for opens with these; the address then says so. */
function useRememberedRoles(engine: Engine | null, dataset: Dataset | null, unsaid: boolean, history: PageHistory): void {
  useEffect(() => {
    if (!engine || !dataset || !unsaid) return
    const controller = new AbortController()
    engine.schema({ signal: controller.signal }).then(
      ({ columns }) => {
        const roles = controller.signal.aborted ? null : rememberedRoles(schemaId(columns))
        if (roles) history.go({ roles: ownRoles(roles) }, 'replace')
      },
      // No shard can be read, which is told elsewhere.
      () => undefined,
    )
    return () => controller.abort()
  }, [engine, dataset, unsaid, history])
}
