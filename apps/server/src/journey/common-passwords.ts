/**
 * What people choose first: words, names of the keyboard's rows and months, from which passwords are made by adding
 * digits and signs, by writing numbers for letters, or by repeating. Composed by us from the patterns that published
 * studies describe; with the shapes below each entry stands for hundreds of passwords.
 */
const words = `
password passwort passw passwd pass contrasena motdepasse parola senha salasana wachtwoord pasuwado bimilbeonho
secret geheim secreto himitsu private hidden access login logon signin welcome willkommen bienvenue hello hallo hola
letmein openup opensesame sesame enter entry default changeme change temp temporary initial test testing tester demo
example sample guest user username account admin administrator root master superuser supervisor operator manager system
server service office company business internet computer laptop desktop windows linux apple google android samsung
microsoft oracle cisco mysql database network wireless security secure protect keycloak tegata letmeinnow trustno
qwerty qwertz azerty asdf asdfgh zxcvbn qazwsx qwe asd zxc poiuy lkjhg mnbvc dvorak abc abcd abcde abcdef abcdefg xyz
iloveyou loveyou love lover lovely forever always daisuki aishiteru saranghae sarang darling honey sweetheart sweety
baby babygirl babyboy angel angels princess prince queen king kings lady girl boy mother father mommy daddy sister brother
family friend friends bestfriend sunshine sunflower moonlight starlight rainbow summer winter spring autumn sakura hanami
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday today tomorrow birthday christmas easter holiday vacation freedom peace
dragon tiger lion monkey panda koala kitty kitten puppy doggy horse eagle falcon phoenix wolf shark dolphin turtle
butterfly spider scorpion snake bear rabbit chicken flower rose orchid lily jasmine apple banana orange cherry lemon peach
chocolate cookie cookies coffee pizza cheese sugar pepper ginger vanilla sushi ramen tofu kimchi
red blue green yellow purple pink black white silver gold golden diamond crystal ruby pearl
football soccer baseball basketball hockey tennis golf rugby cricket karate judo ninja samurai yankees lakers
batman superman spiderman starwars pokemon pikachu naruto sonic mario zelda minecraft gundam totoro doraemon hellokitty
matrix hunter killer warrior soldier ranger knight wizard magic shadow ghost demon devil hell heaven jesus christ
mustang ferrari porsche corvette mercedes toyota honda nissan yamaha harley hyundai
music guitar piano metallica nirvana beatles elvis rockstar disney cinema
america england london paris berlin tokyo osaka kyoto nagoya sapporo fukuoka japan nippon nihon seoul busan korea daehan
corea hanguk china beijing taiwan canada texas chicago boston dallas miami phoenix newyork california australia sydney
michael michelle jennifer jessica jordan daniel david thomas robert william james john joseph charles george andrew
anthony matthew joshua ashley amanda nicole samantha elizabeth sarah hannah maria anna laura sophie emma oliver jack harry
charlie thomas martin peter stefan alex alexander max maximilian felix lucas leon marie pierre jean hans
takashi hiroshi kenji yuki yuko sakura haruka satoshi tanaka suzuki sato yamada watanabe takahashi minjun jisoo minsu
kimchul younghee gildong hong kim lee park choi
whatever nothing something someone anyone nobody everything fuckyou asshole bitch shit sexy hottie hacker hack
money dollar lucky happy smile cool super awesome great perfect number winner victory power strong
star stars sun moon sky ocean river mountain forest island snow rain thunder lightning fire water earth wind
one two three four five six seven eight nine ten zero eleven hundred thousand million
the my our your is are and or not only mine yours new old this that here there now
correct horse battery staple correcthorsebatterystaple
`

export const commonWords: ReadonlySet<string> = new Set(words.trim().split(/\s+/))

/** Lines of keyboards, of the alphabet and of digits. A run along one of them, in either direction, is no secret. */
export const runs: readonly string[] = [
  '`1234567890-=', '~!@#$%^&*()_+', 'qwertyuiop[]', 'asdfghjkl;\'', 'zxcvbnm,./', 'qwertzuiopü', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm', 'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/', '1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', 'zaq1xsw2cde3vfr4bgt5nhy6mju7',
  'abcdefghijklmnopqrstuvwxyz', '01234567890123456789', '98765432109876543210', '147258369', '159357', '741852963', '112233445566778899',
  'あいうえおかきくけこさしすせそ', 'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ', 'ㅁㄴㅇㄹㅎㅗㅓㅏㅣ', 'ㅋㅌㅊㅍㅠㅜㅡ', '가나다라마바사아자차카타파하',
]
