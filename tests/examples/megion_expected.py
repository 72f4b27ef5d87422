"""What stands in the bundled plan, read by hand: its faults and its indicators, one a line."""

from __future__ import annotations

# code, key ("-" for a fault of no single row)
FINDINGS = """
    number-duplicate V.15.1
    number-duplicate V.15.2
    section-numeral-missing -
    section-without-group -
    section-continues-numbering -
    group-number-missing -
    group-single-child III.12.4
    row-split I.3.5
    row-split III.12.3
    row-split IV.13.2
    row-split IV.15.2
    row-split V.15.5
    number-dot-missing V.15.4
    number-dot-missing V.15.6
    number-dot-missing V.15.6.5
    mixed-alphabets III.10
    years-without-separators I.2.2
    executors-run-together I.5.1
    executors-run-together I.5.1.1
    executors-run-together I.5.1.2
    executor-not-assignable I.2.2
    executor-not-assignable IV.13.3
    target-missing III.11.5
    target-number-missing I.5.3
    target-number-missing III.11.1
    target-number-missing III.11.2
    target-several-indicators I.7.4.2
    target-count-differs I.1.1
    target-count-differs I.1.2
    target-count-differs I.2.1
    percent-doubled I.7.1
    preposition-doubled II.8.2
"""

# key, kind, comparator, value (with % for a percent), unit
INDICATORS = """
    I.1.1 total >= 9 справок
    I.1.2 total >= 9 справок
    I.2.1 total = 9 опросов
    I.2.2 level >= 80% %
    I.3.1 total = 1 услуги
    I.3.2 total = 1 услуги
    I.3.3 total = 1 услуги
    I.3.4 per_year >= 4 документов
    I.3.5 total = 1 услуги
    I.5.1 total = 2 библиотеки
    I.5.1.1 total = 1 библиотека
    I.5.1.2 total = 1 библиотека
    I.5.2 qualitative - -
    I.5.3 total - -
    I.5.4 total >= 2 библиотек
    I.5.5 total = 1 здание
    I.6.1 level = 100% муниципальных общедоступных библиотек
    I.6.2 total = 1 услуга
    I.6.3 total = 1 учреждения
    I.6.4 level = 100% библиотеках
    I.7.1 growth = 3% %
    I.7.2 done - -
    I.7.3 done - -
    I.7.4.1 level = 100% библиотек
    I.7.4.2 level = 100% библиотек
    I.7.4.2 level = 50% библиотек
    I.7.4.3 total = 1 учреждения
    I.7.5 done - -
    II.8.1 total = 1 учреждения
    II.8.2 total = 3 общественных организациях
    II.9.1 level = 100% общедоступных библиотек
    II.9.2 level = 100% общедоступных библиотек
    III.10.1 total = 1 учреждения
    III.10.2 done - -
    III.10.3 growth = 3% %
    III.11.1 total - -
    III.11.2 total - -
    III.11.3 done - -
    III.11.4 per_year >= 8 человек
    III.12.1 total >= 1 библиотеки
    III.12.2 total >= 1 специализированной творческо-игровой зоны
    III.12.3 done - -
    III.12.4.1 total >= 1 страницы
    III.12.5 total >= 1 органа
    III.12.6 level = 100% %
    IV.13.1 total = 1 учреждении
    IV.13.2 per_year = 1 учреждении
    IV.13.3 done - -
    IV.13.4 done - -
    IV.14.1 done - -
    IV.14.2 total = 1 учреждении
    IV.14.3 total = 1 учреждении
    IV.15.1 level = 100% муниципальных образованиях
    IV.15.2 done - -
    V.15.1 level = 100% центральных библиотек
    V.15.2 per_year >= 2 обучающих мероприятий
    V.15.3 per_year >= 2 обучающих мероприятий
    V.15.4 qualitative - -
    V.15.5 per_year >= 7 специалистов
    V.15.6.1 done - -
    V.15.6.2 done - -
    V.15.6.3 done - -
    V.15.6.4 done - -
    V.15.6.5 done - -
"""
