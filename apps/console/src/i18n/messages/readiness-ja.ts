import type { Words } from '../i18n.ts'

/** 強制ルールの準備状況 */
const readiness: Words['readiness'] = {
  state: {
    ready: '準備完了', 'ready-untested': '準備完了(未使用)', 'ready-unproved': '準備完了(アドレス未確認)', 'set-up': '設定を求められる', 'needs-token': '非常用OTPトークンが必要',
    'locked-out': 'ログインできなくなる', 'not-met': '対象外',
  },
  stateNow: {
    ready: '準備完了', 'ready-untested': '準備完了(未使用)', 'ready-unproved': '準備完了(アドレス未確認)', 'set-up': '設定を求められている', 'needs-token': '非常用OTPトークンが必要',
    'locked-out': 'ログインできない', 'not-met': '対象外',
  },
  ended: 'このルールは終了しています。このルールでコードを求められる人はもういません。', suspended: 'このルールは一時停止中で、コードを求められる人はいません。ここに表示されているのは、再開した場合に起こることです。',
  help: {
    ready: '認められるコードがあり、使ったことがあります。', 'ready-untested': '認められるコードがありますが、設定してから一度も使っていません。', 'ready-unproved': 'コードがメールで届きますが、アドレスがまだ確認されていません。',
    'set-up': 'コードがまだなく、最初のログインで設定します。', 'needs-token': 'コードがなく、非常用OTPトークンがある場合だけログインできます。', 'locked-out': 'コードがなく、ログインする手段がありません。', 'not-met': 'このルールではコードを求められません。',
  },
  reason: {
    disabled: 'レルムが無効', 'classic-no-token': 'クラシック表示のログイン画面で、非常用OTPトークンがない', classic: 'クラシック表示のログイン画面で、非常用OTPトークンだけが使える', denied: '管理者の助けなしには設定できないルール',
    'token-to-set-up': '設定に非常用OTPトークンが必要', suspended: '設定済みのものが停止中', 'other-kind': '設定済みのものが認められない', shared: '共有アカウント', 'mailbox-behind-provider': 'メールを読むのにこのログインが必要',
    'mail-refused': 'メールサーバーに拒否されたことがある', 'no-address': 'アドレスの登録がない', 'upstream-without-code': 'ID プロバイダーがコードを証明しない', 'by-mail': 'コードはメールで届く',
    'unused-for-a-year': '認証手段を1年使っていない', 'never-signed-in': 'ログインしたことがない',
  },
  title: '準備状況', again: 'もう一度調べる', judgedFor: '{date} のログインを、実際のルールで判定した結果です。',
  judgedNow: '今ログインした場合を、実際のルールで判定した結果です。',
  lead: {
    stuckNow: '{count}人がログインできません。 | {count}人がログインできません。',
    nobody: '対象者はいません。', all: '対象の1人は準備ができています。 | 対象の{count}人全員の準備ができています。',
    some: '対象の1人はまだ準備ができていません。 | 対象{count}人のうち{ready}人の準備ができています。',
    stuck: '{count}人がログインできなくなります。 | {count}人がログインできなくなります。',
  },
  burnDown: {
    title: '未準備の人数の推移', said: '{from} に準備ができていなかった人は{before}人でした。現在は{now}人で、そのうち{stuck}人はログインできなくなります。', open: '準備ができていない', stuck: 'ログインできなくなる', pace: '期限までにゼロになるペース', table: '日ごとの人数', day: '日付',
    young: '今日の時点で準備ができていない人は{now}人で、そのうち{stuck}人はログインできなくなります。明日から推移が線で表示されます。',
  },
  reasons: '理由', reasonsNone: '挙げる理由はありません。',
  list: {
    title: '対応が必要な人', caption: '対象の人', join: '、', all: '全員', notReady: '準備ができていない全員', state: '状態', search: '名前、ユーザー名、メールアドレス', searchLabel: '人を探す',
    person: '名前', why: '理由', do: '対応', more: 'さらに表示', nobody: '該当する人はいません。', done: '対応が必要な人はいません。全員の準備ができています。', looking: '調べています…', shown: '1人 | {count}人', shownMore: '最初の{count}人',
    everybody: '一覧の全員への操作', total: '全部で1人 | 全部で{count}人',
    select: '{name} を選択', selectAll: '表示中の全員を選択', selected: '{count}人を選択中', clear: '選択を解除', group: '選択した人への操作',
  },
  act: {
    remind: 'リマインド', setupMail: '設定メールを送信', token: '非常用OTPトークン', enrol: '一緒に設定', enrolNamed: '{name} さんと一緒に設定', export: 'エクスポート(CSV)', exporting: '{count}人を読み込み済み',
    remindShown: '一覧の全員にリマインド', remindEverybody: '一覧に該当する全員にリマインドします。',
    setupMailShown: '一覧の全員に設定メールを送信', tokenShown: '一覧の全員にトークンを発行', sent: '{count}人まで完了 | {count}人まで完了',
    stopped: '停止しました。送信済みのメールはそのままです。続けると、残りの人に送信します。', interrupted: '途中で止まっています。失われたものはありません。原因がなくなったら続けてください。',
    remindTitle: 'メールでリマインド', remindText: '本人に何が起こるか、いつまでに準備が必要かを知らせるメールを1通ずつ送ります。今日すでにメールを受け取った人には送りません。', remindDo: '送信',
    remindWho: '{count}人を選択しています。 | {count}人を選択しています。', reminded: 'メールを1通送信します。 | メールを{count}通送信します。', remindedNobody: '送信したメールはありません。', skipped: {
      today: '{count}人は今日すでに受け取っています。 | {count}人は今日すでに受け取っています。', withoutAddress: '{count}人はアドレスがありません。 | {count}人はアドレスがありません。', notMet: '{count}人は準備ができているか、対象外です。 | {count}人は準備ができているか、対象外です。',
    },
  },
  forecast: {
    title: '何が起こるか', people: '対象は{count}人です。 | 対象は{count}人です。', nobody: '対象者はいません。', lockedOut: '{count}人がログインできなくなります: | {count}人がログインできなくなります:',
    help: '先に非常用OTPトークンを渡すか、設定を手伝ってください。', list: 'これらの人の一覧を開く', further: 'ほか1人 | ほか{count}人', how: '{date} のログインを、実際のルールで一人ずつ判定した結果です。無効なアカウントは含みません。',
  },
  tally: {
    title: '開始後の状況', live: '15秒ごとに自動で更新します。', since: '{date} から。', more: 'ここに数えきれないログインがあります。',
    withCode: 'コードでログイン', setUp: 'その場で設定', byToken: '非常用OTPトークンでログイン', refused: '拒否', unseen: 'まだ来ていない', nobody: 'まだいません。',
  },
  csv: { username: 'ユーザー名', familyName: '姓', givenName: '名', email: 'メールアドレス', department: '部署', tokens: '残りの非常用OTPトークン', lastSignIn: '最終ログイン', application: 'アプリケーション' },
  proof: {
    title: '監査のための証跡', lead: '最長92日の期間について、対象者、そのすべてのログイン、例外を名前とともに示します。', from: '開始日', to: '終了日', show: '表示', print: '印刷', csv: '全ログイン(CSV)',
    span: '{from} から {to} まで', inForce: '適用期間: {from} から {to} まで', notInForce: 'この期間、ルールは適用されていませんでした。', targeted: '現在の対象者', signIns: '対象者のログイン', exceptions: 'そのうちコードなし',
    answer: { code: 'コードを使用', 'set-up': 'その場で設定したコードを使用', 'emergency-token': '非常用OTPトークンを使用', 'two-factors': 'パスキーを使用', provider: 'ID プロバイダーのコードを使用', none: 'コードなし' },
    allWithCode: '1件のログインは第二要素を使っています。 | {count}件のログインはすべて第二要素を使っています。', someWithout: '{all}件のうち{count}件のログインに第二要素の記録がありません。 | {all}件のうち{count}件のログインに第二要素の記録がありません。', none: '対象者のログインはありませんでした。',
    target: '対象', exceptionsTitle: 'コードなしのログイン', tokensTitle: '使われた非常用OTPトークン', at: '日時', person: '氏名', how: '方法', reason: '理由', exception: '例外', deleted: '削除済み', further: 'ほかにもあります。すべてはファイルに含まれます。',
    more: '調べきれないログインがあります。期間を短くすると、すべてを確認できます。',
    wrongSpan: '終了日が開始日以降になるように、最長92日の範囲で選んでください。', made: '{date} に {name} が作成しました。',
  },
  dashboard: {
    title: '次の強制ルール', inForce: '適用中', days: '本日 | あと{count}日 | あと{count}日', notReady: '{count}人の準備ができていません | {count}人の準備ができていません', allReady: '全員の準備ができています。', lockedOut: '{count}人がログインできなくなります | {count}人がログインできなくなります', open: '対応が必要な人を開く',
  },
}
export default readiness
