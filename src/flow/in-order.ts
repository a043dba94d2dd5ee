/**
 * Runs `work` on every item, up to `ahead` at once, and gives the results in the items' order.
 * Items are pulled only when there is room, so a slow consumer slows the source; a source that
 * waits for more does not hold back the results that are there.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; result: PromiseSettledResult<R> }> {
  const source = items[Symbol.asyncIterator]()
  const running: { item: T; settled: Promise<PromiseSettledResult<R>> }[] = []
  let pulling: Promise<IteratorResult<T, unknown>> | null = null
  let exhausted = false
  try {
    for (;;) {
      if (!exhausted && running.length < ahead) pulling ??= source.next()
      const first = running[0]
      if (!first && !pulling) return
      const ready = await Promise.race([...(first ? [first.settled.then((): 'result' => 'result')] : []), ...(pulling ? [pulling] : [])])
      if (ready === 'result') {
        if (first) yield { item: first.item, result: await first.settled }
        running.shift()
        continue
      }
      pulling = null
      if (ready.done) exhausted = true
      else running.push({ item: ready.value, settled: Promise.allSettled([work(ready.value)]).then(([result]) => result) })
    }
  } finally {
    await source.return?.()
  }
}
