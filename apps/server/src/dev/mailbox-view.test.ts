import { expect, test } from 'vitest'
import { pagePromises } from '../ui/page-promises.ts'
import { instants, ordinary } from '../ui/samples.ts'
import { mailPage } from './mailbox-view.ts'
import { devSamples } from './samples.ts'

pagePromises('pages of demo mode', devSamples)

test('a mail’s HTML stays in a sandbox without script, forms or our origin; links of its text are checked', () => {
  const { source } = mailPage({
    ...ordinary('en').frame, mailboxHref: '/dev/mail',
    mail: { id: '1', at: instants.noon, from: 'a@x.example', to: 'b@x.example', subject: 's', text: 'see http://x.example/a?b=1&c=2 <b>', html: '<script>alert("x")</script>' },
  })
  expect(source).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
  expect(source).toContain('srcdoc="&lt;base target=&quot;_blank&quot;&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"')
  expect(source).toContain('<a href="http://x.example/a?b=1&amp;c=2">http://x.example/a?b=1&amp;c=2</a> &lt;b&gt;')
})
