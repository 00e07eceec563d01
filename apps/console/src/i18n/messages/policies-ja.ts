import type { Words } from '../i18n.ts'

/** アクセスポリシーグループ */
const policyGroups: Words['policyGroups'] = {
  title: 'アクセスポリシーグループ', add: 'グループを追加', none: 'グループなし',
  lead: 'ワンタイムコードを求めるかどうかを、グループごとに決めます。どのグループにも入っていない人は、「OTP設定」と本人の設定状況に従います。',
  empty: {
    title: 'アクセスポリシーグループはまだありません',
    text: 'グループを使うと、特定の人に対して、ログインのたびにコードを求める、または求めないように設定できます。グループに入っていない人はこれまでどおりです。',
    readOnly: '現在は全員が「OTP設定」と本人の設定状況に従います。グループはグローバル管理者が追加できます。',
  },
  column: { people: '人数' },
  nobody: 'なし', people: '{count}人', atLeast: '{count}人以上', show: 'ユーザー一覧で表示',
  how: '各ユーザーのページの「アクセスポリシー – アクセスポリシーグループ」から追加します。',
  new: '保存しました。このグループにはまだ誰もいません。',
  section: 'ルール', kindsJoin: '、',
  field: {
    name: '表示名', ask: 'OTP認証のスキップ', conditions: '条件', kinds: 'コードとして認めるもの', onUnenrolled: 'まだ設定していない人',
    sessionsBefore: 'すでにログインしている人', afterEmergency: '非常用OTPトークンを使った後',
  },
  ask: { always: '常にOTPを要求する', unless: '特定の条件ではOTPを要求しない', never: 'OTPを要求しない' },
  askHelp: {
    always: 'このグループの人には、ログインのたびにコードを求めます。',
    unless: '下の条件のいずれか一つがすべて満たされる場合を除き、コードを求めます。',
    never: '本人の「OTP設定」がオンの場合、アプリケーションがコードを要求する場合、強制ルールが適用中の場合を除き、コードを求めません。',
  },
  onUnenrolled: { enrol: 'パスワードの入力後に設定する', mailLink: 'パスワードとメールでの確認後に設定する', codeOnly: '非常用OTPトークンがある場合だけログインできる', deny: '管理者の助けがある場合だけログインできる' },
  onUnenrolledHelp: {
    enrol: '対象になってから間もないうち(レルムの設定、標準は14日)は、パスワードだけで設定できます。その後はメールでの確認も必要です。管理者には常に必要です。',
    mailLink: '登録済みのメールアドレスに届くコードで本人を確認します。確認済みのアドレスがない場合は、非常用OTPトークンが必要です。',
    codeOnly: 'コードも非常用OTPトークンもない人は、ログインできなくなります。',
    deny: 'コードのない人は、管理者が設定するまでログインできません。',
  },
  sessionsBefore: { letRunOut: '最長1日はそのまま使える', askAtNextUse: '次に使うときにコードを求める' },
  afterEmergency: { nextSignIn: '次回ログイン時に新しく設定する', enrolNow: 'その場で新しく設定する', nothing: '設定は不要' },
  kindMissing: { off: 'このレルムではメールのコードを使用しません', mail: 'メールサーバーがないため、ここでは誰も設定できません', release: 'ここではまだ誰も設定できません' },
  problem: { noKind: '一つ以上選んでください。このままでは、グループの誰もコードを使えません。' },
  conflict: '編集中に、ほかの人がこのグループを保存しました。',
  save: { title: '「{name}」を保存しますか?', do: '保存' },
  copy: { button: 'コピー', named: '{name} をコピー', title: 'アクセスポリシーグループのコピー', text: '「{name}」の内容を引き継ぎます。コピーには誰も入っていません。' },
  delete: {
    section: '削除', button: '削除…', do: '削除', title: '「{name}」を削除しますか?', text: 'グループの人は、別のグループに移すか、グループなしにします。各自の設定は残ります。',
    empty: '誰も入っていないため、影響を受ける人はいません。', people: 'このグループの人: {people}', moveTo: '移動先',
  },
  impact: {
    many: {
      nothing: '対象の{count}人には何も変わりません。', asked: '{count}人がコードを求められるようになります。', setUp: '{count}人が次回ログイン時にコードを設定することになります。',
      notAsked: '{count}人がコードを求められなくなります。', lockedOut: '{count}人がログインできなくなります。',
    },
    one: {
      nothing: '{name} さんの次回ログインに変わりはありません。', asked: '{name} さんはコードを求められるようになります。', setUp: '{name} さんは次回ログイン時にコードを設定することになります。',
      notAsked: '{name} さんはコードを求められなくなります。', lockedOut: '{name} さんはログインできなくなります。',
    },
    who: '対象者', lockedOutHelp: 'コードを求められますが、ログインする手段がありません。先に非常用OTPトークンを渡してください。',
    further: 'ほか{count}人',
    how: '全員が今、社外などからパスワードでログインした場合を、実際のルールで判定した結果です。無効なアカウントは含みません。',
  },
  next: { in: 'コードは求められません。', code: 'コードを求められます。', 'set-up': 'コードの設定が必要です。', token: '非常用OTPトークンがある場合だけログインできます。', 'locked-out': 'ログインできません。' },
  reason: {
    line0_user_disabled: 'アカウントが無効です。', line0_realm_disabled: 'レルムが無効です。', line0_shared_account: '強制ルール「{rule}」は共有アカウントを認めません。',
    line1_in_force: '強制ルール「{rule}」が適用中のため、グループの設定では緩められません。', line4_on: '本人の「OTP設定」がオンです。',
    line5_always: 'グループ「{rule}」は常に要求します。', line6_not_exempt: 'グループ「{rule}」は、条件に当てはまらない限り要求します。',
    line6_exempt: 'グループ「{rule}」の条件に当てはまります。', line7_never: 'グループ「{rule}」は要求しません。',
    line8_has_one: 'このレルムでは、コードを設定した人にはコードを求めます。', line9_otherwise: 'コードを求めるルールはありません。', other: '判定: {code}',
  },
  person: {
    title: 'アクセスポリシー – アクセスポリシーグループ', group: 'グループ', rule: 'パスワードでログインするとき', since: '開始', until: '終了', previous: '変更前', putBack: '元に戻す',
    change: 'グループを変更', changeTitle: '{name} さんのアクセスポリシーグループ', save: '変更を保存', same: '現在のグループです。', disabled: 'このアカウントは無効なため、ログインできません。',
  },
  filter: { label: 'ポリシーグループ', none: 'ポリシーグループなし', chip: 'ポリシーグループ: {name}', unknown: 'ポリシーグループ' },
}
export default policyGroups
