"""The words that bodies and posts are named by, and the words that join one name to the next.

Tables of words and nothing else: a word that is missing costs its place in one of them.
"""

from __future__ import annotations

# As a name begins with them; none of these forms can go on with another name.
BODIES = """
    агентство ансамбль архив архивы ассоциация администрация бухгалтерия бюро волонтеры волонтёры гимназия департамент
    департаменты детсад дом дворец дума инспекция институт канцелярия клуб клубы коллектив коллективы колледж комиссия
    комитет комитеты лицей лицеи министерство музей музеи общество объединение оргкомитет организация отдел отделение
    отделы палата поликлиника правление предприятие прокуратура профком редакция сектор служба совет советы союз театр
    театры управление учреждение фонд филиал филиалы центр центры школа штаб библиотека больница группа казначейство
    детский ведомство підрозділ відділ управління бібліотека рада комісія адміністрація заклад
    комисията читалище
"""
POSTS = """
    администратор бухгалтер библиотекарь библиотекари библиограф библиографы воспитатель воспитатели врач глава депутаты
    директор директора зав зам заведующий заведующая заведующие завхоз завуч заместитель заместители замдиректора
    инженер инспектор исполнители классные координатор координаторы куратор кураторы методист методисты мэр начальник
    начальники оператор ответственный ответственные педагог педагоги педагог-организатор педагог-психолог председатель
    председатели программист психолог работники редактор руководитель руководители секретарь сотрудники социолог
    специалист специалисты тренер тренеры участники учитель художник члены экономист юрисконсульт юрист
    заступник керівник керівники вчитель вчителі викладач викладачі голова голови завідувач завідувачка учители
    учителите преподаватели преподавателите кмет
"""
# Many of them, or what another has: «библиотеки города» begins a name, «директор библиотеки» is one.
EITHER = """
    администрации библиотеки больницы ведомства гимназии главы комиссии министерства общества организации объединения
    предприятия системы службы управления учителя учреждения школы бібліотеки заклади
"""
# A name that begins so on a line of its own goes on with the one above: «Отдел культуры», «Администрации города».
OF_ANOTHER = """
    Администрации Города Департамента Комитета Министерства Округа Отдела Правительства Района
"""
# What stands before the name of a body, whatever its letters.
LEGAL_FORMS = """
    АНО АО АУ БУ БУК ГАУ ГАУК ГБОУ ГБУ ГБУК ГКУ ГУП КУ МАДОУ МАОУ МАУ МАУК МБДОУ МБОУ МБУ МБУДО МБУК МКОУ МКУ МКУК МОУ
    МУ МУК МУП НКО ОАО ООО ПАО ФГБОУ ФГБУ ФГУП
    ГИБДД ДК ДМШ ДХШ ДШИ КДУ КДЦ МВД МЦБ МЦБС ОМВД ОВД РДК СДК УВД УМВД ЦБС ЦГБ ЦДБ ЦРБ
"""
ENGLISH = """
    administrator agency association authority board chair clerk commission committee consultant coordinator council
    councillor councillors
    department director foundation friends group head lead librarian librarians manager mayor office officer officers
    president secretary service services specialist staff supervisor team teams treasurer trustees unit volunteers
"""
ENGLISH_ALONE = """
    board chair clerk committee council councillor councillors director librarian librarians manager mayor president
    staff treasurer trustees volunteers
"""
JOINING = (
    "совместно с",
    "совместно со",
    "при участии",
    "при поддержке",
    "с участием",
    "с привлечением",
    "а также",
    "together with",
    "jointly with",
    "in partnership with",
    "in cooperation with",
    "as well as",
    "with support from",
)
