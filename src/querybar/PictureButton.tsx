import { useRef } from 'react'
import type { TextModel } from '../search/encoder/models'
import { IconButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Popover } from '../ui/Popover'

const LABEL = 'Search with a picture of yours'

/** Picks a picture to search with; where the model cannot read pictures it says so. */
export function PictureButton({ model, onPicture }: { readonly model: TextModel; readonly onPicture: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null)
  if (model.picture === null) {
    return (
      <Popover
        label={LABEL}
        align="end"
        triggerClass="grid size-9 place-items-center rounded-lg text-muted/60 hover:bg-ink/6"
        trigger={<Icon name="picture" className="size-4.5" />}
      >
        <p className="w-64 p-4 text-muted">
          {model.name} has no image encoder here: it reads words, and pictures that have embeddings, but no picture of yours.
        </p>
      </Popover>
    )
  }
  return (
    <>
      <IconButton label={`${LABEL}. It stays on this computer`} onClick={() => picker.current?.click()}>
        <Icon name="picture" className="size-4.5" />
      </IconButton>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={LABEL}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onPicture(file)
          // The same picture may be picked again.
          event.target.value = ''
        }}
      />
    </>
  )
}
