import type { Words } from '../i18n.ts'

const policyUntil: Words['policyUntil'] = {
  label: '期限', back: 'その後はグループ「{group}」に戻ります。', backNone: 'その後はグループなしに戻ります。', revertNow: '今すぐ戻す',
  question: '期間', length: { good: '期限なし', time: '日時を指定' },
  lengthHelp: { good: '次に変更されるまで続きます。', time: '指定した時刻になると、自動的に元に戻ります。' },
  day: '日付', time: '時刻', then: '{date} まで。その後はグループ「{group}」に戻ります。', thenNone: '{date} まで。その後はグループなしに戻ります。', thenOwn: '{date} まで。その後は、それぞれ元のグループに戻ります。',
  fault: { none: '日付と時刻を指定してください。', early: 'すでに過ぎているか、1分以内の時刻です。', late: '指定できるのは1年先までです。' },
}
export default policyUntil
