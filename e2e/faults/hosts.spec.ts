import { Explorer } from '../explorer'
import { DATA, FAULTY, test } from '../test'
import { expectEnding, faultyPath, prepare } from './ending'
import { HOST_FAULTS } from './hosts'
import { pathOf } from './shards'

// Each has a page of its own, and the two workers share them.
test.describe.configure({ mode: 'parallel' })

for (const fault of HOST_FAULTS.filter(({ slow }) => !slow))
  test(`${fault.name}: ${fault.does}`, async ({ page, data }) => {
    prepare(data, fault)
    await new Explorer(page).open(fault.url ?? `${FAULTY}${faultyPath(fault)}`, `${DATA}${pathOf('good')}`)
    await expectEnding(page, fault, () => data.requests.filter(({ url }) => url.startsWith(faultyPath(fault))))
  })
