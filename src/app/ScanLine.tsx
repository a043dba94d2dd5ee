import type { EngineStatus } from '../engine/engine'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { formatBytes } from '../pair/format'
import { TextButton } from '../ui/Button'
import { plural } from '../ui/format'
import { aboutCost, largerBudgets, scannedSentence, scannedShare, stopSentence, trafficSentence, waitingSentence } from './progress'

interface ScanLineProps {
  readonly status: EngineStatus
  readonly scan: ScanStatus
  readonly scanning: Scanning
  readonly onBudget: (bytes: number) => void
}

/** How far the scan is, for as long as it is not done: counts speak of the scanned rows only. */
export function ScanLine({ status, scan, scanning, onBudget }: ScanLineProps) {
  if (scan.phase === 'complete') return null
  const share = scannedShare(scan)
  const waiting = waitingSentence(scan)
  return (
    <div className="border-b border-line">
      <div className="h-0.5 bg-line/60">
        {scan.phase === 'opening' ? (
          <div className="h-full w-1/4 animate-pulse bg-accent/60" />
        ) : (
          <div className="h-full bg-accent transition-[width] duration-300" style={{ width: `${share * 100}%` }} />
        )}
      </div>
      <p className="flex flex-wrap items-baseline gap-x-2 px-4 py-1.5 text-xs text-muted tabular-nums">
        <span role="progressbar" aria-label="Rows scanned" aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100}>
          {scannedSentence(status, scan)}
        </span>
        {scan.bytesFetched > 0 && <span className="max-sm:hidden">{trafficSentence(scan)}</span>}
        {waiting !== '' && <span className="max-sm:order-1 max-sm:w-full">{waiting}</span>}
        {(scan.phase === 'scanning' || (scan.phase === 'opening' && waiting !== '')) && (
          <TextButton onClick={() => scanning.pause()}>Pause</TextButton>
        )}
        {scan.phase === 'paused' && <TextButton onClick={() => scanning.resume()}>Resume</TextButton>}
        {scan.stops.map((stop) => (
          <span key={stop.host} className="text-ink">
            {stopSentence(stop)} <TextButton onClick={() => scanning.resume()}>Go on</TextButton>
          </span>
        ))}
        {scan.phase === 'fetch-limit' && (
          <span className="text-ink">
            The scan has stopped here, to go easy on your connection: what you see is the scanned {plural(status.rowsScanned, 'row')}, not
            the rest{scan.costLeft ? `, which takes ${aboutCost(scan.costLeft)} more` : ''}.{' '}
            <TextButton onClick={() => scanning.resume()}>Read on</TextButton>
          </span>
        )}
        {scan.phase === 'budget' && (
          <span className="text-ink">
            The memory set aside ({formatBytes(scan.budgetBytes)}) is full: what you see is the scanned {plural(status.rowsScanned, 'row')},
            not the rest. Raise it to{' '}
            {largerBudgets(scan.budgetBytes).map((bytes, i) => (
              <span key={bytes}>
                {i > 0 && ' or '}
                <TextButton onClick={() => onBudget(bytes)}>{formatBytes(bytes)}</TextButton>
              </span>
            ))}
            .
          </span>
        )}
      </p>
    </div>
  )
}
