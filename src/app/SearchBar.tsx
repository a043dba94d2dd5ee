import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Problem } from '../dataset/problem'
import { problemOf } from '../dataset/problem-values'
import type { Engine, EngineStatus } from '../engine/engine'
import { NO_CONSENT, pictureVerdict } from '../pair/safety'
import type { Search } from '../query/search'
import type { Location } from '../query/url'
import { addChip } from '../querybar/edit'
import { QueryBar } from '../querybar/QueryBar'
import { SearchLine } from '../querybar/SearchLine'
import { SearchSettings } from '../querybar/SearchSettings'
import { packVector } from '../search/algebra'
import { forgetModel, keptModels } from '../search/encoder/kept'
import { modelOf, ranksPairs } from '../search/state'
import { TextButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Notice } from '../ui/Notice'
import { Popover } from '../ui/Popover'
import { ProblemText } from '../ui/ProblemText'
import { droppedPicture } from './dropped-picture'
import type { Move, PageHistory } from './history'
import { trustModelOf } from './model-hosts'
import { ModelDialog } from './ModelDialog'
import { prefer, preferences } from './preferences'
import { rankedSoFarSentence } from './progress'
import { allowAddresses } from './own-network'
import { modelFiles } from './search-settings'
import { storageOpen } from './storage-open'
import { useStore } from '../ui/useStore'
import { useKeeps } from './useKeeps'
import type { SearchView } from './useSearch'

interface SearchBarProps {
  readonly engine: Engine
  readonly status: EngineStatus
  readonly view: SearchView
  readonly location: Location
  readonly history: PageHistory
}

/** Where a search is typed, what it is doing, and what computes it. */
export function SearchBar({ engine, status, view: { session, state }, location: { query }, history }: SearchBarProps) {
  const { search } = query
  const [pictureProblem, setPictureProblem] = useState<Problem | null>(null)
  const [reading, setReading] = useState(false)
  const onSearch = (next: Search | null, move: Move = 'step') => history.go({ query: { ...history.store.get().query, search: next } }, move)
  const change = (part: Partial<Search>, move: Move = 'step') => search && onSearch({ ...search, ...part }, move)
  const onPicture = (file: File) => {
    setPictureProblem(null)
    setReading(true)
    session
      .encodePicture(file)
      .then(
        (vector) =>
          onSearch(
            addChip(history.store.get().query.search, { kind: 'picture', name: file.name, vector: packVector(vector), weight: 1 }, 'image'),
          ),
        (error: unknown) => setPictureProblem(problemOf(error, 'engine', '')),
      )
      .finally(() => setReading(false))
  }
  const takeDropped = useEffectEvent(() => {
    const file = droppedPicture.get()
    if (!file) return
    droppedPicture.set(null)
    onPicture(file)
  })
  useEffect(() => droppedPicture.subscribe(() => takeDropped()), [])
  const ranking = session.getRanking()
  const { searchable } = state
  // Who said no is asked again when they want it.
  const [askingHost, setAskingHost] = useState<'when-needed' | 'now' | 'no'>('when-needed')
  const soFar = rankedSoFarSentence(query, status)
  return (
    <div className="flex flex-col gap-2 px-3 pt-3">
      <QueryBar
        search={search}
        state={state}
        describePair={(place) => <PairCaption engine={engine} place={place} />}
        onSearch={onSearch}
        onPicture={onPicture}
        onModel={(model) => history.go({ model: model.id })}
        onAskHost={() => setAskingHost('now')}
      >
        <Popover
          label="Search settings"
          align="end"
          triggerClass="grid size-9 place-items-center rounded-lg text-muted hover:bg-ink/6 hover:text-ink"
          trigger={<Icon name="settings" className="size-4.5" />}
        >
          <Settings session={session} state={state} />
        </Popover>
      </QueryBar>
      {(reading || pictureProblem) && (
        <Notice tone={pictureProblem ? 'danger' : 'warn'} role={pictureProblem ? 'alert' : 'status'}>
          {pictureProblem ? (
            <>
              <ProblemText problem={pictureProblem} />
              <TextButton onClick={() => setPictureProblem(null)}>OK</TextButton>
            </>
          ) : (
            'Reading your picture. It stays on this computer.'
          )}
        </Notice>
      )}
      <SearchLine
        state={state}
        by={search?.by ?? 'image'}
        onBy={(by) => change({ by })}
        minScore={search?.minScore ?? null}
        onMinScore={(minScore, move) => change({ minScore }, move)}
        onStart={(limitBytes) => ranking?.start(limitBytes)}
        onPause={() => ranking?.pause()}
        onResume={() => ranking?.resume()}
        onStop={() => session.stop()}
        onRetry={() => void session.retry(query)}
      />
      {searchable.kind === 'ask-host' && (
        <ModelDialog
          host={searchable.host}
          open={askingHost === 'now' || (askingHost === 'when-needed' && state.phase === 'no-model')}
          onAnswer={(agreed) => {
            setAskingHost('no')
            if (!agreed) return
            trustModelOf(searchable.host)
            session.lookAgain()
          }}
        />
      )}
      {soFar !== '' && <p className="px-1 text-xs text-muted">{soFar}</p>}
    </div>
  )
}

/** The first words of a pair's caption, where they may be shown. */
function PairCaption({ engine, place }: { readonly engine: Engine; readonly place: string }) {
  const pairKey = engine.keyAt(place)
  const { data } = useQuery({
    queryKey: ['pair', pairKey],
    queryFn: async ({ signal }) => (pairKey === null ? null : ((await engine.pairs([pairKey], { signal }))[0] ?? null)),
    staleTime: Infinity,
  })
  return data && pictureVerdict(data, NO_CONSENT) === 'allowed' ? data.caption : ''
}

function Settings({ session, state }: Pick<SearchView, 'session' | 'state'>) {
  const { modelBase, encoderBackend, fetchBudgetBytes } = useStore(preferences)
  const files = useStore(modelFiles)
  const client = useQueryClient()
  const { searchable } = state
  const keeping = useQuery({ queryKey: ['keeping'], queryFn: () => session.keeping(), enabled: ranksPairs(searchable), gcTime: 0 })
  const kept = useQuery({ queryKey: ['kept-models'], queryFn: keptModels, gcTime: 0 })
  const keeps = useKeeps()
  return (
    <SearchSettings
      model={modelOf(searchable)}
      location={files ? { kind: 'files', files } : modelBase === '' ? { kind: 'default' } : { kind: 'base', url: modelBase }}
      onLocation={(location) => {
        modelFiles.set(location.kind === 'files' ? location.files : null)
        if (location.kind === 'base') allowAddresses([location.url])
        if (location.kind !== 'files') prefer({ modelBase: location.kind === 'base' ? location.url : '' })
        session.resetEncoder()
      }}
      backend={encoderBackend}
      onBackend={(backend) => {
        prefer({ encoderBackend: backend })
        session.resetEncoder()
      }}
      keeps={keeps}
      modelBytes={kept.data ? kept.data.reduce((sum, { bytes }) => sum + bytes, 0) : null}
      onForgetModel={() =>
        void Promise.all((kept.data ?? []).map((each) => forgetModel(each.base))).then(() =>
          client.invalidateQueries({ queryKey: ['kept-models'] }),
        )
      }
      keeping={keeping.data ?? null}
      onForgetKept={() => void session.forgetKept().then(() => client.invalidateQueries({ queryKey: ['keeping'] }))}
      onStorage={() => storageOpen.set(true)}
      budgetBytes={fetchBudgetBytes}
      onBudget={(bytes) => prefer({ fetchBudgetBytes: bytes })}
    />
  )
}
