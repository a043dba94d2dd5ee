/** How large pictures are shown, smallest first. */
export const DENSITIES = ['compact', 'comfortable', 'large'] as const
export type Density = (typeof DENSITIES)[number]

export function isDensity(name: string): name is Density {
  return DENSITIES.some((density) => density === name)
}

/** Pixels. `strip` is the room under a picture for its caption and badges; compact shows pictures alone. */
export interface GridMeasures {
  readonly rowHeight: number
  readonly gap: number
  readonly strip: number
}

const WIDE: { readonly [D in Density]: GridMeasures } = {
  compact: { rowHeight: 116, gap: 6, strip: 0 },
  comfortable: { rowHeight: 190, gap: 14, strip: 46 },
  large: { rowHeight: 320, gap: 18, strip: 46 },
}

const NARROW: { readonly [D in Density]: GridMeasures } = {
  compact: { rowHeight: 92, gap: 4, strip: 0 },
  comfortable: { rowHeight: 150, gap: 10, strip: 46 },
  large: { rowHeight: 250, gap: 12, strip: 46 },
}

/** A line of a column's values under the caption. */
const VALUES_LINE = 18

/** Measures for a grid of some width in pixels; `values`: each pair says its values of chosen columns too. */
export function measuresOf(density: Density, width: number, values: boolean): GridMeasures {
  const measures = (width < 640 ? NARROW : WIDE)[density]
  return values && measures.strip > 0 ? { ...measures, strip: measures.strip + VALUES_LINE } : measures
}
