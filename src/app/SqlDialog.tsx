import { lazy, Suspense } from 'react'
import { EMPTY_QUERY, setOfKeys } from '../query/query'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'
import { useStore } from '../ui/useStore'
import { SQL_KEY, sqlOpen } from './keys'
import type { View } from './useView'

const SqlPanel = lazy(() => import('../console/SqlPanel').then((module) => ({ default: module.SqlPanel })))

/** The console, over the pairs: its editor and its DuckDB come when it is opened, and go when it is closed. */
export function SqlDialog({ engine, status, scan, revision, history }: View) {
  const open = useStore(sqlOpen)
  const { copies } = engine
  const close = () => sqlOpen.set(false)
  if (!copies) return null
  return (
    <Dialog open={open} onClose={close} label="SQL" shape="full">
      <Suspense fallback={<p className="p-6 text-muted">Opening…</p>}>
        <SqlPanel
          copies={copies}
          rowsScanned={status.rowsScanned}
          revision={revision}
          room={scan ? scan.budgetBytes - scan.tableBytes : Infinity}
          onShow={(keys) => {
            close()
            const { sort } = history.store.get().query
            history.go({ query: { ...EMPTY_QUERY, sort, within: setOfKeys(keys) }, open: null })
          }}
          onClose={close}
        />
      </Suspense>
    </Dialog>
  )
}

/** Opens the console. */
export function SqlButton() {
  return (
    <button
      type="button"
      title={`SQL (${SQL_KEY})`}
      onClick={() => sqlOpen.set(true)}
      className="flex h-8 items-center gap-1.5 rounded-lg px-2 font-medium text-muted hover:bg-ink/6"
    >
      <Icon name="code" className="size-4.5" />
      <span className="max-sm:sr-only">SQL</span>
    </button>
  )
}
