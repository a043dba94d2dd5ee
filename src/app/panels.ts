import { filtersPanel } from './FiltersPanel'
import type { Panel } from './panel'

/** Every panel, in the order of their buttons; the first is open at first. */
export const PANELS: readonly [Panel, ...Panel[]] = [filtersPanel]
