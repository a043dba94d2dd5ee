import { HISTOGRAM_BINS, type Facets } from '../engine/engine'
import type { FilterOf } from '../query/query'
import { setMissing, setRange, shortNumber, similarityDomain, type OnEdit } from './edit'
import { MissingToggle, RangeHistogram } from './RangeHistogram'

const STEP = 0.01
const NO_BINS: readonly number[] = new Array<number>(HISTOGRAM_BINS).fill(0)

interface SimilarityRangeProps {
  readonly filter: FilterOf<'similarity'> | undefined
  readonly facet: Facets['similarity'] | undefined
  readonly onEdit: OnEdit
}

/** A range of similarities, and the pairs without one. */
export function SimilarityRange({ filter, facet, onEdit }: SimilarityRangeProps) {
  const bins = facet?.bins ?? NO_BINS
  const included = filter?.missing ?? true
  return (
    <div>
      <RangeHistogram
        name="similarity"
        title="Similarity"
        bars={bins.map((count, bin) => ({ from: bin / HISTOGRAM_BINS, to: (bin + 1) / HISTOGRAM_BINS, count }))}
        axis={similarityDomain(bins, filter?.min ?? 0, filter?.max ?? 1)}
        range={filter ? [filter.min, filter.max] : null}
        ends={[0, 1]}
        step={STEP}
        reach={0}
        format={shortNumber}
        parse={parseBound}
        onRange={(min, max, move) => onEdit(setRange(min, max), move)}
      />
      {facet && facet.missing > 0 && (
        <MissingToggle label="No similarity" count={facet.missing} included={included} onToggle={() => onEdit(setMissing(!included))} />
      )}
    </div>
  )
}

function parseBound(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && value >= 0 && value <= 1 ? value : undefined
}
