/** 코드를 요구하지 않는 조건. */
export default {
  title: '다음 가운데 하나에 해당하면 요구하지 않습니다', how: '한 조건 안의 항목은 모두 충족되어야 합니다. 주소나 애플리케이션을 알 수 없으면 코드를 요구합니다.',
  one: '조건 {number}', or: '또는', add: '조건 추가', remove: '삭제', removeNamed: '조건 {number} 삭제', join: ' / ', nowhere: '없음', more: '외 {count}개',
  networks: '접속하는 네트워크', networksHelp: '한 줄에 하나씩 입력하세요. 예: 192.0.2.0/24, 2001:db8::/32 또는 주소 하나. 비워 두면 어디서 접속하든 해당됩니다.',
  applications: '로그인하는 애플리케이션', applicationsHelp: '선택하지 않으면 어떤 애플리케이션이든 해당됩니다.', pick: '애플리케이션 추가…', search: '애플리케이션 검색', removeApplication: '빼기: {name}', gone: '{id} (더 이상 없음)',
  say: { from: '접속 위치: {from}', to: '로그인 대상: {to} (어디서 접속하든)', both: '로그인 대상: {to}, 접속 위치: {from}' },
  sum: '코드를 요구하지 않는 경우 – {condition}',
  rounded: '저장되는 형태: {typed} → {kept}', contained: '이미 포함된 네트워크: {inner} ({outer})',
  everywhere: '모든 {family} 주소가 포함됩니다. {family} 접속이면 어디에 있든 코드를 요구하지 않습니다.',
  everywhereTo: '모든 {family} 주소가 포함됩니다. {family} 접속은 네트워크로 좁혀지지 않습니다.',
  mineInside: '내 현재 주소는 이 가운데 있습니다: {address} ({network})', mineOutside: '내 현재 주소는 이 가운데 없습니다: {address}', addMine: '추가',
  own: '이 렐름의 사내 네트워크:', addNamed: '추가: {network}',
  problem: {
    none: '조건을 하나 이상 추가하거나 위에서 다른 항목을 선택하세요.', empty: '네트워크나 애플리케이션을 지정하세요. 아무것도 없는 조건은 해당되는 일이 없습니다.', lookAgain: '위의 조건을 다시 확인하세요.',
    noNetwork: '네트워크가 아닙니다: {typed}. 192.0.2.0/24, 2001:db8::/32 또는 주소 하나의 형태로 입력하세요.', tooMany: '한 조건에는 네트워크를 50개까지 지정할 수 있습니다.', tooManyConditions: '한 그룹에는 조건을 20개까지 설정할 수 있습니다.',
    gone: '더 이상 없는 애플리케이션이 있습니다. 빼고 저장하세요.',
  },
  impact: {
    exempt: '이제부터 조건에 해당하는 곳', noLonger: '더 이상 조건에 해당하지 않는 곳', elsewhere: '그 밖의 곳', such: '예: {place}',
    how: '모두가 지금 비밀번호로 로그인한다고 보고 실제 규칙으로 판정한 결과입니다. 비활성 계정은 포함하지 않습니다.',
  },
}
