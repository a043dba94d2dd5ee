import { compareFile } from './compare'

// One file at a time; whoever asks ends this process when an answer does not come.
process.on('message', (path: string) => {
  compareFile(path).then(
    (verdict) => process.send?.(verdict),
    (error: unknown) =>
      process.send?.({ outcome: 'different', detail: `throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }),
  )
})
