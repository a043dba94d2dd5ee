import { Store } from '../flow/store'

/** A picture that was dropped on the open dataset, on its way to be searched by. */
export const droppedPicture = new Store<File | null>(null)

/** Nobody opens a picture alone as a dataset. */
export function isPicture(file: File): boolean {
  return file.type.startsWith('image/')
}
