import type { ComponentType } from 'react'
import type { IconName } from '../ui/Icon'
import type { View } from './useView'

/** Something beside the pairs, shown and hidden by a button above them: at their side, or over them on a small screen. */
export interface Panel {
  /** Different for each panel. */
  readonly id: string
  /** On its button, and the name of what the button shows. */
  readonly label: string
  readonly icon: IconName
  /** The key that shows and hides it. */
  readonly shortcut: string
  /** The key that goes to one field of it, what the field is for, and its id in the page. */
  readonly field?: { readonly shortcut: string; readonly label: string; readonly id: string }
  /** A number on its button; 0: none. */
  readonly count?: (view: View) => number
  readonly Content: ComponentType<View>
  /** At its foot on a small screen, where it covers the pairs: what leads back to them. */
  readonly Actions?: ComponentType<View & { readonly onClose: () => void }>
}
