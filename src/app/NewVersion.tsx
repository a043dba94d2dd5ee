import { useState } from 'react'
import { newVersion, takeNewVersion } from '../offline/offline'
import { TextButton } from '../ui/Button'
import { useStore } from '../ui/useStore'

/** Says that there is a new version, once, and leaves the page as it is until the person wants it. */
export function NewVersion() {
  const ready = useStore(newVersion)
  const [later, setLater] = useState(false)
  if (!ready || later) return null
  return (
    <p
      role="status"
      className={
        'fixed inset-x-4 bottom-9 z-40 mx-auto flex w-fit items-center gap-3 rounded-full border border-line bg-raised ' +
        'px-4 py-2 shadow-lg'
      }
    >
      A new version is ready.
      <TextButton onClick={takeNewVersion}>Reload</TextButton>
      <TextButton onClick={() => setLater(true)}>Later</TextButton>
    </p>
  )
}
