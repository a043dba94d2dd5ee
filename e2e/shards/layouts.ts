import { IMG2DATASET_LAYOUTS } from './layouts-img2dataset'
import { LAION_LAYOUTS } from './layouts-laion'
import { PICTURE_LAYOUTS } from './layouts-pictures'
import type { Layout } from './layout'

/** Every layout that is tried, by a name of its own. */
export const LAYOUTS: readonly Layout[] = [...LAION_LAYOUTS, ...IMG2DATASET_LAYOUTS, ...PICTURE_LAYOUTS]
