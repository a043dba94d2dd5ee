/** A page without pictures, such as the start page, is left alone for so long. */
const PATIENCE_MS = 4_000

/** Runs a job when the first picture is shown, or after a while without one, and then when the browser has nothing to do. */
export function onceQuiet(job: () => void): void {
  const go = (): void => {
    clearTimeout(timer)
    document.removeEventListener('load', onLoad, true)
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(job)
    else setTimeout(job, 500)
  }
  const onLoad = ({ target }: Event): void => {
    if (target instanceof HTMLImageElement) go()
  }
  const timer = setTimeout(go, PATIENCE_MS)
  // Loads of pictures do not bubble, but can be seen on their way down.
  document.addEventListener('load', onLoad, true)
}
