import { Section } from '../facets/Section'
import type { Search } from '../query/search'
import { ScoreHistogram } from '../querybar/ScoreHistogram'
import type { RankStatus } from '../engine/ranking'
import type { Move, PageHistory } from './history'

interface SearchPanelProps {
  readonly search: Search
  readonly rank: RankStatus
  readonly history: PageHistory
}

/** How the scores of a search lie, among the filters. */
export function SearchPanel({ search, rank, history }: SearchPanelProps) {
  const onMinScore = (minScore: number | null, move: Move = 'step') =>
    history.go({ query: { ...history.store.get().query, search: { ...search, minScore } } }, move)
  return (
    <Section title="Score" onClear={search.minScore === null ? undefined : () => onMinScore(null)}>
      <ScoreHistogram histogram={rank.histogram} matching={rank.matching} minScore={search.minScore} onMinScore={onMinScore} />
    </Section>
  )
}
