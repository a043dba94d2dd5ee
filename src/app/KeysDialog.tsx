import { IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'
import { useStore } from '../ui/useStore'
import { KEY_GROUPS, keysOpen } from './keys'
import { prefer, preferences } from './preferences'

/** Every key that does something. Keys of a single letter can be turned off: some people's aids type them by mistake. */
export function KeysDialog() {
  const open = useStore(keysOpen)
  const { letterKeys } = useStore(preferences)
  const close = () => keysOpen.set(false)
  return (
    <Dialog open={open} onClose={close} label="Keys">
      <div className="flex items-center justify-between gap-2 border-b border-line py-2 pr-2 pl-6">
        <h2 className="text-lg font-semibold">Keys</h2>
        <IconButton label="Close" data-autofocus onClick={close}>
          <Icon name="close" />
        </IconButton>
      </div>
      {/* Can be scrolled by keyboard, so it takes the focus. */}
      <div tabIndex={0} role="group" aria-label="Keys" className="min-h-0 overflow-y-auto overscroll-contain px-6 py-4 -outline-offset-2">
        {KEY_GROUPS.map(({ title, keys }) => (
          <section key={title} className="mb-5 last:mb-0">
            <h3 className="mb-1.5 font-semibold">{title}</h3>
            <dl>
              {keys.map(({ pressed, does }) => (
                <div key={does} className="flex items-baseline justify-between gap-4 border-b border-line/60 py-1.5 last:border-b-0">
                  <dt className="text-muted">{does}</dt>
                  <dd className="flex shrink-0 flex-wrap justify-end gap-1">
                    {pressed.map((key) => (
                      <kbd key={key} className="rounded-md border border-line bg-raised px-1.5 py-0.5 font-sans text-xs whitespace-nowrap">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="flex gap-3 border-t border-line px-6 py-4">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0"
          checked={letterKeys}
          onChange={(event) => prefer({ letterKeys: event.target.checked })}
        />
        <span>
          <span className="font-medium">Single letters work as keys</span>
          <span className="block text-[0.8125rem] text-muted">Turn this off if letters are pressed by mistake, as by speech input.</span>
        </span>
      </label>
    </Dialog>
  )
}
