/** コードを求めない条件。 */
export default {
  title: '次のいずれかに当てはまる場合は求めません', how: '一つの条件の中の項目は、すべて満たされる必要があります。アドレスやアプリケーションが分からない場合は、コードを求めます。',
  one: '条件{number}', or: 'または', add: '条件を追加', remove: '削除', removeNamed: '条件{number}を削除', join: ' / ', nowhere: 'なし', more: 'ほか{count}件',
  networks: '接続元のネットワーク', networksHelp: '1行に一つずつ入力してください。例: 192.0.2.0/24、2001:db8::/32、または単独のアドレス。空欄の場合は、どこからの接続でも当てはまります。',
  applications: 'ログイン先のアプリケーション', applicationsHelp: '選ばない場合は、どのアプリケーションでも当てはまります。', pick: 'アプリケーションを追加…', search: 'アプリケーションを検索', removeApplication: '{name} を外す', gone: '{id}(存在しません)',
  say: { from: '{from} からの接続', to: '{to} へのログイン(接続元は問わない)', both: '{from} から {to} へのログイン' },
  sum: 'コードを求めない場合: {condition}',
  rounded: '{typed} は {kept} として保存します。', contained: '{inner} はすでに {outer} に含まれています。',
  everywhere: 'すべての {family} アドレスが含まれます。{family} で接続する人には、どこにいてもコードを求めません。',
  everywhereTo: 'すべての {family} アドレスが含まれます。{family} では、ネットワークによる絞り込みになりません。',
  mineInside: 'ご自身の現在のアドレス {address} は {network} に含まれています。', mineOutside: 'ご自身の現在のアドレス {address} は、どのネットワークにも含まれていません。', addMine: '追加する',
  own: 'このレルムの自社ネットワーク:', addNamed: '{network} を追加',
  problem: {
    none: '条件を一つ以上追加するか、上で別の項目を選んでください。', empty: 'ネットワークかアプリケーションを指定してください。何も指定しない条件は、当てはまることがありません。', lookAgain: '上の条件をもう一度ご確認ください。',
    noNetwork: 'ネットワークとして読み取れません: {typed}。192.0.2.0/24、2001:db8::/32、または単独のアドレスの形で入力してください。', tooMany: '一つの条件に指定できるネットワークは50件までです。', tooManyConditions: '一つのグループに設定できる条件は20件までです。',
    gone: '存在しないアプリケーションが含まれています。外してから保存してください。',
  },
  impact: {
    exempt: '新たに条件に当てはまるところ', noLonger: '条件に当てはまらなくなるところ', elsewhere: 'それ以外のところ', such: '例: {place}',
    how: '全員がいまパスワードでログインしたものとして、実際のルールで判定した結果です。無効なアカウントは含みません。',
  },
}
