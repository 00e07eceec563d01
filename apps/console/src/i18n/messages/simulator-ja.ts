/** シミュレーターと、過去のログインでコードを求めた理由。 */
export default {
  nav: 'シミュレーター', title: 'シミュレーター',
  lead: 'ログインしたら何が起こるかを、その理由とともに示します。実際のログインとまったく同じ判定を使います。誰もログインさせず、何も変更・記録しません。',
  who: {
    title: '誰が', question: 'ログインする人', person: '実在の人', imagined: '仮定の人', personHelp: '現在の状態のまま。', imaginedHelp: '指定したロールとグループを持つ人。',
    find: '人を探す', other: '別の人を選ぶ', gone: 'この人はすでにいません。',
    role: 'ロール', addRole: 'ロールを追加', group: 'グループ', addGroup: 'グループを追加', remove: '外す: {name}', none: 'ありません。',
    kinds: '設定済みのもの', state: 'そのほか', otpRequired: '「OTP設定」がオン', addressProved: 'メールアドレスは確認済み', shared: '複数の人で共有するアカウント', tokens: '非常用OTPトークンを持っている',
  },
  where: {
    title: 'どこから、何に', application: 'アプリケーション', anyApplication: '特に要求のないもの', typeApplication: 'アプリケーションのクライアント ID', address: 'ネットワークアドレス', addressHelp: 'IPv4 または IPv6。空欄は「不明」を意味し、どの除外条件にも当てはまりません。',
    addressWrong: 'ネットワークアドレスではありません。192.0.2.17 のように入力してください。', mine: '自分のアドレスを使う: {address}',
    way: 'ログイン方法', password: 'パスワード', acr: 'プロバイダーが示す acr', amr: 'プロバイダーが示す amr', amrHelp: 'カンマで区切ります。',
    ago: 'プロバイダーでのログイン時刻', agoNow: 'たった今', agoUnknown: '示さない', agoMinutes: '{count}分前', agoHours: '{count}時間前',
    demanded: 'リクエストが必須とする acr', demandedHelp: 'アプリケーションが常に求めるもののほかに、いずれか一つを満たす必要がある値。カンマで区切ります。',
  },
  whatIf: {
    title: '条件の変更', group: 'アクセスポリシーグループ', ownGroup: '現在のまま', noGroup: 'なし', rule: 'この強制ルールを告知済みとみなす', noRule: 'すでに告知されたもののみ', unsaved: 'まだ保存していないルール', unsavedNamed: '{name}(入力中、未保存)',
    page: 'ログイン画面', pageAsIs: '現在のまま', interactive: 'その場でコードを設定できる', classic: 'クラシック: コード入力欄のみ',
    when: 'いつ', now: '今', then: '別の日時', thenHelp: '人とルールは現在の状態のままとします。', past: '過去にコードを求めた理由は、その人の「最近のアクティビティ」にあります。',
  },
  result: {
    title: '判定', choose: '人を選ぶか、仮定の人を指定してください。', waiting: 'まだ入力が必要な項目があります。', ruleGone: '保存していないルールは、ページの再読み込みで失われました。フォームを開き直すか、ほかのルールを選んでください。', at: '{at} の時点',
    asked: { yes: 'コードを求めます', no: 'コードを求めません', refused: '拒否します' },
    end: { in: 'ログインできます', refused: 'ログインできません', 'locked-out': 'ログインできません: 先に進む手段がありません' },
    steps: '順を追って', first: 'パスワードでログインします。', firstUpstream: '{provider} でログインします。',
    step: {
      none: 'ログインが完了します。', 'first-proof': 'もう一度ログインする必要があります。', challenge: 'コードを入力します: {kinds}。', 'set-up': 'コードを設定します: {kinds}。', 'prove-then-set-up': '設定済みの認証手段のコードを入力します。ただし、ここではそれだけでは認められません。',
      confirm: '設定済みの認証手段で本人確認をします。', emergency: '非常用OTPトークンを入力します。', 'still-have-it': '認証アプリを紛失したのか、手元にないだけなのかを答えます。', notice: 'コードの設定が必要という案内が表示されます。', refused: '拒否されます: {reason}。',
    },
    proof: {
      'first-proof': 'ログインに使ったものだけで設定できます。', mailbox: '登録済みのアドレスへのメールで本人確認をします。', 'emergency-token': '非常用OTPトークンで本人確認をします。',
      authenticator: '入力したばかりのコードが本人確認になります。', administrator: '管理者による設定が必要です。',
    },
    later: 'あとにすることもできます。', deadEnd: 'トークンがないため、ここで止まります。',
    told: 'アプリケーションへの通知', requirements: 'コードを必要とするもの', nothing: 'コードを必要とするものはありません。', personal: 'OTP設定', request: 'アプリケーションまたはそのリクエスト: {name}', since: '{since} から',
    accepted: '認められるもの: {kinds}', upcoming: '今後の予定', ready: '準備完了', notReady: '準備ができていない', from: '{from} から',
    table: '理由(一行ずつ)', tableLead: 'この順に読み、最初に「求める」または「求めない」とした行で決まります。', same: 'アドレスバーのリンクで、この内容をもう一度表示できます。',
  },
  refused: {
    deny: 'ルールにより、ログイン時に自分でコードを設定することはできず、管理者が設定します', suspended: '設定済みのものはすべて停止中で、非常用OTPトークンも残っていません',
    'no-accepted-kind': 'すべてのルールで認められる種類がなく、非常用OTPトークンも残っていません', classic: '何も設定されておらず、このログイン画面では設定できません',
    'emergency-in-a-row': '非常用OTPトークンが{count}回続けて使われており、このログイン画面ではコードを設定できません',
  },
  ofPerson: 'ログインをシミュレート', ofRule: '告知済みとみなしてログインをシミュレート', ofGroup: 'このグループでのログインをシミュレート',
  past: {
    yes: 'なぜコードを求めたのか', no: 'なぜコードを求めなかったのか', refused: 'なぜ拒否したのか', title: '{name} さんにコードを求めた(求めなかった)理由',
    lead: '現在の状態にかかわらず、当時の判定です。この順に読み、最初に「求める」または「求めない」とした行で決まりました。',
    proved: '確認したもの', acr: 'アプリケーションには acr {acr} を伝えました。', proof: { password: 'パスワード', upstream: 'ID プロバイダー', totp: '認証アプリ', 'emailed-code': 'メールのコード', push: 'プッシュ', passkey: 'パスキー', 'emergency-token': '非常用OTPトークン', 'backup-code': 'バックアップコード', certificate: '証明書', 'action-link': 'リンク' },
  },
}
