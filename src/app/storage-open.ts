import { Store } from '../flow/store'

/** Whether what is kept is shown: it is asked for from several places. */
export const storageOpen = new Store(false)
