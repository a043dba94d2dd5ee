import { measuresOf, type Density } from './density'

const ASPECTS = [1.4, 0.8, 1, 1.7, 1.2, 0.7, 1.5, 1, 1.3, 0.9, 1.6, 1.1]

/** Where pictures are about to be. */
export function Skeleton({ density, values }: { readonly density: Density; readonly values: boolean }) {
  const { rowHeight, gap, strip } = measuresOf(density, window.innerWidth, values)
  return (
    <div
      aria-hidden
      className="absolute inset-0 flex flex-wrap content-start overflow-hidden p-3"
      style={{ columnGap: gap, rowGap: gap + strip }}
    >
      {Array.from({ length: 48 }, (_, i) => (
        <div
          key={i}
          className="grow animate-pulse rounded-lg bg-line/60 motion-reduce:animate-none"
          style={{ height: rowHeight, flexBasis: rowHeight * (ASPECTS[i % ASPECTS.length] ?? 1) }}
        />
      ))}
    </div>
  )
}
