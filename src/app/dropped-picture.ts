import { Store } from './store'

/** A picture that was dropped on the open dataset, on its way to be searched by. */
export const droppedPicture = new Store<File | null>(null)

/** One picture and nothing else: nobody opens that as a dataset. */
export function isPicture(files: readonly File[]): boolean {
  return files.length === 1 && files[0]?.type.startsWith('image/') === true
}
