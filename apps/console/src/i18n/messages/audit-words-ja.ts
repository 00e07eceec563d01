import type { Words } from '../i18n.ts'

const auditWords: Words['auditWords'] = {
  reason: {
    connect: 'アカウントの連携のため', connect_nobody: 'アカウントの連携のため。このアドレスを確認済みの人がいないため送信していません', mail_older: '以前のメールのコード', limit: '本日のメール送信数の上限', mail_wrong: 'メールのコードが誤り', mail_malformed: 'メールのコードの形式ではない',
    mail_expired: 'メールのコードの期限切れ', mail_gone: 'メールのコードは無効', mail_too_many: 'メールのコードの試行が多すぎる', malformed: 'コードの形式ではない', clock_slow: '端末の時計が遅れている',
    clock_fast: '端末の時計が進んでいる', disabled: 'ID プロバイダーが無効', other_upstream: '別の ID プロバイダーの応答', issuer: '発行者が異なる', other_person: '別の人のログイン', person_disabled: 'アカウントが無効',
    changed_meanwhile: '途中で変更があった', too_many_names: 'ロールやグループが多すぎる', shape: '読み取れない形式', no_roles_said: 'ロールの情報なし', last_administrator: 'ほかにこのレルムを管理できる人がいない', removed: '送り先を削除', doubted: '登録済みメールアドレスでの確認が必要', replayed: '使用済み', signed_out: 'ログアウト',
    upstream_signed_out: 'ID プロバイダーでログアウト', answered: '依頼は却下された', too_many_in_an_hour: '1時間の上限を超過', the_user_was_created: 'ユーザーの作成時', recipient_refused: '宛先をメールサーバーが拒否',
    sender_refused: '送信元をメールサーバーが拒否', log_in_refused: 'メールサーバーがパスワードを拒否', no_encryption: 'メールサーバーが暗号化に非対応', certificate: 'メールサーバーの証明書を信頼できない',
    not_found: 'メールサーバーが見つからない', unreachable: '接続できない', timeout: '時間内に応答なし', other_answer: 'メールサーバーが拒否',
  },
  detail: {
    splitFrom: '分割元', persons: '新しい個人', account: '元のアカウント', before: '変更前', after: '変更後', until: '期限', to: '宛先', by: '方法', alg: 'アルゴリズム', alias: '別名', all: 'すべて', answer: '応答', authenticator: '認証手段', authenticatorId: '認証手段',
    authenticatorsRemoved: '認証手段を削除', boundBy: '登録の根拠', client: 'アプリケーション', clientId: 'アプリケーション', emergencyTokens: '非常用OTPトークン', endedOthers: 'ほかのセッションを終了',
    group: 'グループ', issuer: '発行者', kid: '鍵', kind: '種類', label: '名前', language: '言語', left: '残り', lifeSeconds: '有効時間(秒)', linkId: 'リンク', logo: 'ロゴ', method: '方法',
    name: '名前', operation: '操作', otpRequired: 'OTP設定', outcome: '結果', overlapHours: '併用できる時間(時間)', perHour: '1時間あたり', proof: '本人確認', proofs: '確認済み', purpose: '目的',
    reference: '受付番号', replaces: '置き換え', requestId: '依頼', revoked: '取り消した数', role: 'ロール', scopes: 'アクセス範囲', server: 'メールサーバー', session: 'セッション', setupMail: '設定メール',
    skipped: '対象外', stage: '段階', subject: 'サブジェクト', tokenId: 'トークン', upstream: 'ID プロバイダー', username: 'ユーザー名', email: 'メール', givenName: '名', familyName: '姓',
    department: '部署', enabled: '有効', ask: 'OTP認証のスキップ', conditions: '条件', kinds: '認める種類', onUnenrolled: '未設定の場合', afterEmergency: '非常用OTPトークンの使用後', sessionsBefore: '以前のセッション',
    from: 'コピー元', movedTo: '移動先', failed: '失敗した数', lines: '行数', line: '行', asked: 'コードの要求', issuedAcr: 'アプリケーションへの通知(acr)', filter: '絞り込み', mail: 'メール', mailsAboutIt: '知らせたメールの数', grant: '権限', steps: '手順', did: '実行内容', width: '幅', height: '高さ',
    type: '種類', export: 'エクスポート', people: '人数',
    enforcement: '強制ルール', confirmed: '確認した「ログインできなくなる人」の数', enforceFrom: '開始', registerBy: '準備のお願い', zone: 'タイムゾーン', state: '状態', recoveries: '救済手段', refusesShared: '共有アカウントを拒否',
    waves: 'リマインダー(何日前)', helpLink: 'ヘルプのリンク', reason: '対象者への説明',
    target: { everyone: '全員が対象', roles: '対象のロール', groups: '対象のグループ', departments: '対象の部署', policyGroups: '対象のアクセスポリシーグループ' },
  },
}
export default auditWords
