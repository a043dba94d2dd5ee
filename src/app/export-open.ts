import { Store } from '../flow/store'
import type { Scope } from '../takeaway/export/scope'

/** What the person asked to export, while the dialog is open: `view` is what the pairs on screen are. */
export const exportOpen = new Store<Scope | 'view' | null>(null)

export function openExport(scope: Scope | 'view'): void {
  exportOpen.set(scope)
}
