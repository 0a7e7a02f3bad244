// The vocabulary of answers in the languages of Europe: en, de, nl, fr, es, pt, it, pl, ru.
#pragma once

#include "calm/extract/word_role.hpp"

namespace calm::extract::detail {

inline constexpr word_group european_words[] = {
    {"en", role::question, "question|next question|q|problem|exercise|example"},
    {"en", role::speaker, "user|human|student|prompt|instruction|instructions|input"},
    {"en", role::explanation, "explanation|reasoning|rationale|reason|justification|analysis"},
    {"en", role::answer, "answer|answers|ans|solution|final choice|final decision"},
    {"en", role::option, "number|option|options|choice|choices|alternative|one"},
    {"en", role::right, "correct|right|best|most appropriate|appropriate|most suitable|suitable|most likely|most plausible|most logical|"
                        "most accurate|most reasonable|most fitting|accurate|true|fits best|better|most sensible|makes sense|"
                        "makes the most sense|best fit|fits|fits the best|most relevant|most probable|matches|reasonable|plausible|logical|"
                        "most correct|likeliest|ideal|valid"},
    {"en", role::choose, "choose|chose|lean toward|select|selecting|pick|go with|going with|opt for|i'd say|i would say|settle on|conclusion|output|"
                         "verdict|decision|selected|chosen|choosing|points to|leaning towards|my guess is|corresponds to|corresponds|"
                         "matches with|final selection|i think it is|i think it's|i believe it is|i believe it's|concluded|lean towards|"
                         "i'd go for|go for|i would answer|i'd answer"},
    {"en", role::copula, "is|it is|it's|would be|should be|must be|will be|might be|could be|may be|can be|be|has to be|seems to be|appears to be|seems|remains|are|was|"
                         "can only be"},
    {"en", role::negative, "not|isn't|aren't|wasn't|doesn't|don't|didn't|can't|cannot|couldn't|wouldn't|never|wrong|incorrect|false|neither|nor|less|"
                           "rather than|instead of|eliminate|eliminated|rule out|ruled out|unlikely|rejected|inappropriate|unsuitable|without|no|answer format|output format|answer options|answer choices|format"},
    {"en", role::no_option, "none|none of the above|no option|no correct|no answer|no good answer|no suitable|no valid|neither|not listed|not applicable|"
                            "n/a|no one of|nothing|there is no|there's no|not among|not provided|none of"},
    {"en", role::joining, "and|or|and/or|as well as|nor"},
    {"en", role::turn, "because|since|as|for|due|which|but|while|whereas|although|though|however|if|when|unless|so"},
    {"en", role::article, "a|an|the|in|at|to"},
    {"en", role::filler, "no doubt|without a doubt|the|letter|it|it is|it's|that|likely|probably|therefore|thus|hence|so|then|most|indeed|clearly|definitely|my|final|given|"
                         "likely to be|number|here|actually|now|simply|option"},
    {"en", role::correcting, "wait|actually|correction|on second thought|scratch that|correct myself|reconsider|reconsidering|i made a mistake|sorry|excuse me|my mistake|my apologies|on reflection|let me correct|hold on|apologies|no wait"},
    {"en", role::conclusion, "by elimination|by process of elimination|so|therefore|thus|hence|consequently|as a result|accordingly|in conclusion|overall|it follows that|"
                             "in other words|in short|all in all|that is why|which means|summing up|to sum up"},
    {"en", role::both, "both|either|or both"},
    {"en", role::naming, "vitamin|hepatitis|type|plan|group|grade|class|figure|schedule|category|phase|factor|blood type|stage|point"},

    {"de", role::question, "frage|nächste frage|aufgabe|beispiel"},
    {"de", role::speaker, "benutzer|nutzer|mensch"},
    {"de", role::explanation, "erklärung|erläuterung|begründung"},
    {"de", role::answer, "antwort|antworten|antwortmöglichkeit|lösung|endantwort"},
    {"de", role::option, "nummer|option|optionen|wahl|auswahl|möglichkeit|variante|alternative|buchstabe"},
    {"de", role::right, "richtig*|korrekt*|beste|besten|bester|am besten|zutreffend*|passendste*|wahrscheinlichste*|sinnvollste*|"
                        "geeignetste*|trifft|plausibelste*|naheliegendste*|logischste*|passt|sinnvoll*|logisch*|plausibel|ideal*|geeignet*|"
                        "am ehesten|am wahrscheinlichsten|stimmt|vernünftigste*|treffendste*|wahr|entspricht|"
                        "angemessen*"},
    {"de", role::choose, "wähle|tendiere zu|entscheide mich für|entscheiden|ich würde sagen|ergebnis|fazit|tippe auf|ausgewählt|nehme|wählen|gewählt|"
                         "entscheide ich mich für|komme zu dem schluss"},
    {"de", role::copula, "ist|lautet|wäre|sind|heißt|scheint|bleibt|sein"},
    {"de", role::negative, "nicht|kein|keine|keinen|falsch*|inkorrekt*|weder|unwahrscheinlich*|ausgeschlossen|statt|anstatt|weniger|antwortformat|format|ausgabeformat"},
    {"de", role::no_option, "keine|keiner|keines|kein|es gibt keine|nicht aufgeführt"},
    {"de", role::joining, "und|oder|sowie|ebenso wie|genauso wie"},
    {"de", role::turn, "weil|da|denn|aber|während|obwohl|wenn|jedoch|die|wobei|falls"},
    {"de", role::article, "der|die|das|ein|eine|einen|einem|einer|eines|im|den|dem|des"},
    {"de", role::filler, "eigentlich|ohne zweifel|der|die|das|also|daher|somit|demnach|folglich|buchstabe|wahrscheinlich|wohl|eindeutig|hier|deshalb|damit|dann|für|zu|auf|nummer"},
    {"de", role::correcting, "moment|korrektur|eigentlich|halt|warte|doch|entschuldigung|verzeihung|sorry|ich korrigiere|halt nein|berichtigung"},
    {"de", role::conclusion, "per ausschluss|nach dem ausschlussverfahren|im ausschlussverfahren|also|daher|somit|folglich|demnach|deshalb|deswegen|infolgedessen|demzufolge|"
                             "mit anderen worten|kurz gesagt|kurzum|das heißt|zusammenfassend|alles in allem|insgesamt"},
    {"de", role::both, "sowohl|beide|entweder"},
    {"de", role::naming, "z|vitamin|hepatitis|typ|gruppe|klasse|plan|abbildung|punkt"},

    {"nl", role::question, "vraag|volgende vraag|opgave|voorbeeld"},
    {"nl", role::speaker, "gebruiker"},
    {"nl", role::explanation, "uitleg|verklaring|toelichting|redenering"},
    {"nl", role::answer, "antwoord|oplossing|eindantwoord"},
    {"nl", role::option, "nummer|optie|opties|keuze|keus|alternatief|letter"},
    {"nl", role::right, "juist|juiste|correct|correcte|beste|het best|goede|goed|meest geschikte|geschikte|meest waarschijnlijke|"
                        "waarschijnlijkste|meest passende|passende|klopt|meest logische|redelijke|meest redelijke|logische|ideale|waar|past|"
                        "overeen|geschikt|geschiktste|waarschijnlijk"},
    {"nl", role::choose, "kies|kiezen|resultaat|ga voor|zou zeggen|conclusie|gekozen|ga ik voor|mijn keuze|denk dat het"},
    {"nl", role::copula, "is|luidt|zou|lijkt|blijft|zijn"},
    {"nl", role::negative, "niet|geen|fout|foute|onjuist|onjuiste|verkeerd*|onwaarschijnlijk*|noch|minder|formaat|antwoordformaat"},
    {"nl", role::no_option, "geen|geen van|geen enkele"},
    {"nl", role::joining, "en|of|evenals|alsook"},
    {"nl", role::turn, "omdat|want|maar|terwijl|hoewel|aangezien|als"},
    {"nl", role::article, "de|het|een"},
    {"nl", role::filler, "eigenlijk|de|het|dus|daarom|letter|waarschijnlijk|dan|daarmee|hier|voor|nummer"},
    {"nl", role::correcting, "wacht|eigenlijk|toch|correctie|sorry|pardon|bij nader inzien|rectificatie"},
    {"nl", role::conclusion, "door eliminatie|via eliminatie|dus|daarom|derhalve|daardoor|bijgevolg|kortom|"
                             "met andere woorden|al met al|samengevat|vandaar"},
    {"nl", role::both, "zowel|beide"},
    {"nl", role::naming, "vitamine|hepatitis|groep|klasse|type|plan"},

    {"fr", role::question, "question|question suivante|exercice|problème|exemple"},
    {"fr", role::speaker, "utilisateur"},
    {"fr", role::explanation, "explication|raisonnement|justification"},
    {"fr", role::answer, "réponse|réponses|reponse|solution"},
    {"fr", role::option, "numéro|option|options|choix|lettre|proposition|alternative"},
    {"fr", role::right, "correct|correcte|bon|bonne|juste|exact|exacte|meilleur|meilleure|mieux|plus appropriée|plus approprié|plus adaptée|"
                        "plus adapté|appropriée|approprié|plus probable|plus logique|plus plausible|plus pertinente|convient|"
                        "convient le mieux|correspond|vraie|raisonnable|plus raisonnable|logique|plausible|pertinente|idéal|idéale|vrai|"
                        "adaptée|adapté|meilleures|optimale|plus exacte|plus juste|plus correcte|"
                        "adéquate|adéquat|valide|indiquée|pertinent|optimal|plus pertinent"},
    {"fr", role::choose, "choisis|choisirais|je dirais|opte pour|opterais pour|choisir|sélectionne|conclusion|résultat|il s'agit de|retiens|"
                         "retenir|pencherais pour|j'opte pour|je choisis|je choisirais|je sélectionne|ma réponse est|choisi|"
                         "je pense que c'est|"
                         "choisissons|optons pour|je répondrais"},
    {"fr", role::copula, "est|serait|c'est|semble|sont|reste|doit être|être|"
                         "ne peut être que"},
    {"fr", role::negative, "pas|n'est|fausse|faux|incorrecte|incorrect|mauvaise|mauvais|aucune|aucun|ne|peu|jamais|moins|plutôt que|format|format de réponse"},
    {"fr", role::no_option, "aucune|aucun|il n'y a pas|il n'y a aucune|il n'existe pas|pas de réponse"},
    {"fr", role::joining, "et|ou|aussi bien que|ainsi que"},
    {"fr", role::turn, "car|parce|puisque|mais|tandis|alors que|bien que|si|en effet|cependant|qui|où"},
    {"fr", role::article, "le|la|les|un|une|des|l'|du|de la"},
    {"fr", role::filler, "en fait|sans aucun doute|le|la|les|l'|donc|lettre|ainsi|alors|probablement|par conséquent|finale|d'|de|celle|celui|que|pour|dès lors|numéro"},
    {"fr", role::correcting, "en fait|attendez|correction|plutôt|finalement|pardon|désolé|désolée|je me corrige|rectification|attends|excusez-moi|erratum"},
    {"fr", role::conclusion, "par élimination|donc|ainsi|par conséquent|c'est pourquoi|en conclusion|par suite|"
                             "en d'autres termes|autrement dit|bref|en somme|au final|en définitive|en résumé|tout compte fait|d'où"},
    {"fr", role::both, "à la fois|soit|toutes deux|tous deux|les deux"},
    {"fr", role::naming, "vitamine|hépatite|groupe|classe|type|plan|facteur"},

    {"es", role::question, "pregunta|siguiente pregunta|problema|ejercicio|ejemplo"},
    {"es", role::speaker, "usuario"},
    {"es", role::explanation, "explicación|razonamiento|justificación"},
    {"es", role::answer, "respuesta|respuestas|solución"},
    {"es", role::option, "número|opción|opciones|alternativa|elección|letra|inciso"},
    {"es", role::right, "correcta|correcto|mejor|adecuada|adecuado|más adecuada|más apropiada|apropiada|más probable|acertada|más lógica|"
                        "verdadera|cierta|mejor se ajusta|más acertada|más plausible|indicada|razonable|más razonable|lógica|ideal|"
                        "pertinente|plausible|encaja|encaja mejor|corresponde|conveniente|exacta|más correcta|más precisa|"
                        "lógico|más lógico|indicado|más indicada|más indicado|apropiado|más apropiado|más adecuado|acertado|válida|válido|sensata|exacto"},
    {"es", role::choose, "elijo|me inclino por|me inclinaría por|elegiría|escojo|escogería|me quedo con|selecciono|diría|opto por|optaría por|conclusión|resultado|se trata de|"
                         "elegir|elegido|elegí|seleccionada|creo que es|pienso que es|"
                         "elegimos|optamos por|nos quedamos con|respondería"},
    {"es", role::copula, "es|sería|parece|son|debe ser|debería ser|sea|queda|"
                         "solo puede ser|sólo puede ser|no puede ser más que|no puede ser otra que"},
    {"es", role::negative, "no|incorrecta|incorrecto|falsa|falso|equivocada|tampoco|ninguna|ninguno|nunca|menos|descarta|descartamos|errónea|formato"},
    {"es", role::no_option, "ninguna|ninguno|no hay|ninguna de las anteriores|no existe"},
    {"es", role::joining, "y|o|u|e|así como|al igual que"},
    {"es", role::turn, "porque|ya que|pues|pero|mientras|aunque|dado que|si|sin embargo|debido|puesto que"},
    {"es", role::article, "el|la|los|las|un|una|al|del"},
    {"es", role::filler, "en realidad|sin duda|sin ninguna duda|el|la|los|las|letra|por lo tanto|por tanto|entonces|así que|probablemente|final|de|que|pues|con|por|número"},
    {"es", role::correcting, "espera|en realidad|corrección|perdón|mejor dicho|rectifico|perdona|disculpa|disculpe|lo siento|me corrijo|rectificación|me equivoqué"},
    {"es", role::conclusion, "por descarte|por eliminación|por lo tanto|por tanto|así que|entonces|por consiguiente|en conclusión|por ende|luego|"
                             "en otras palabras|dicho de otro modo|en resumen|en definitiva|es decir|por eso|de modo que|en suma"},
    {"es", role::both, "tanto|ambas|ambos|las dos"},
    {"es", role::naming, "vitamina|hepatitis|grupo|clase|tipo|plan|factor|punto"},

    {"pt", role::question, "pergunta|questão|próxima pergunta|problema|exercício|exemplo"},
    {"pt", role::speaker, "usuário"},
    {"pt", role::explanation, "explicação|raciocínio|justificativa"},
    {"pt", role::answer, "resposta|respostas|solução|gabarito"},
    {"pt", role::option, "número|opção|opções|alternativa|escolha|letra|item"},
    {"pt", role::right, "correta|correto|certa|certo|melhor|mais adequada|adequada|adequado|mais apropriada|apropriada|mais provável|"
                        "mais lógica|verdadeira|mais correta|mais plausível|razoável|mais razoável|lógica|ideal|pertinente|plausível|encaixa|"
                        "corresponde|exata|verdadeiro|mais precisa|condizente|"
                        "lógico|mais lógico|indicada|indicado|mais indicada|apropriado|mais apropriado|mais adequado|exato|válida|válido|sensata"},
    {"pt", role::choose, "escolho|escolheria|eu diria|opto por|optaria por|seleciono|fico com|ficaria com|conclusão|resultado|trata-se de|"
                         "escolher|escolhi|escolhida|acredito que é|acho que é|marcaria|assinalar|marcar|"
                         "escolhemos|optamos por|responderia"},
    {"pt", role::copula, "é|seria|parece|são|deve ser|seja|fica|"
                         "só pode ser|não pode ser senão"},
    {"pt", role::negative, "não|incorreta|incorreto|errada|errado|falsa|falso|nem|tampouco|nenhuma|nenhum|nunca|menos|formato"},
    {"pt", role::no_option, "nenhuma|nenhum|não há|nenhuma das anteriores|não existe"},
    {"pt", role::joining, "e|ou|assim como|bem como"},
    {"pt", role::turn, "porque|pois|já que|mas|enquanto|embora|uma vez que|se|porém|visto que"},
    {"pt", role::article, "o|os|as|um|uma|ao|do|da"},
    {"pt", role::filler, "na verdade|sem dúvida|a|o|letra|portanto|então|assim|logo|provavelmente|final|de|que|com|por|da|do|número"},
    {"pt", role::correcting, "na verdade|espera|espere|correção|desculpe|perdão|corrigindo|me enganei|retificação"},
    {"pt", role::conclusion, "por eliminação|por exclusão|portanto|logo|assim|então|por conseguinte|em conclusão|por isso|"
                             "em outras palavras|ou seja|em resumo|em suma|de modo que|em síntese|dessa forma|desse modo"},
    {"pt", role::both, "tanto|ambas|ambos"},
    {"pt", role::naming, "vitamina|hepatite|grupo|classe|tipo|plano|fator"},

    {"it", role::question, "domanda|prossima domanda|problema|esercizio|esempio"},
    {"it", role::speaker, "utente"},
    {"it", role::explanation, "spiegazione|ragionamento|motivazione"},
    {"it", role::answer, "risposta|risposte|soluzione"},
    {"it", role::option, "numero|opzione|opzioni|scelta|alternativa|lettera"},
    {"it", role::right, "corretta|corretto|giusta|giusto|esatta|migliore|più adatta|adatta|più appropriata|appropriata|più probabile|"
                        "più corretta|più logica|più plausibile|vera|ragionevole|più ragionevole|logica|ideale|pertinente|plausibile|"
                        "si adatta|corrisponde|più giusta|vero|opportuna|"
                        "logico|più logico|appropriato|più appropriato|più adatto|adatto|indicata|indicato|opportuno|valida|valido|esatto"},
    {"it", role::choose, "scelgo|sceglierei|direi|opto per|opterei per|seleziono|conclusione|risultato|si tratta di|si tratta della|scegliere|"
                         "ho scelto|scelta finale|credo che sia|penso che sia|propendo per|"
                         "scegliamo|optiamo per|risponderei"},
    {"it", role::copula, "è|sarebbe|sembra|sono|deve essere|dovrebbe essere|sia|resta|essere|"
                         "non può che essere|non può essere che|può essere solo"},
    {"it", role::negative, "non|sbagliata|sbagliato|errata|errato|scorretta|falsa|né|nemmeno|neanche|nessuna|nessuno|mai|meno|formato"},
    {"it", role::no_option, "nessuna|nessuno|non c'è|non esiste|non ci sono|nessuna delle precedenti"},
    {"it", role::joining, "e|o|ed|od|oppure"},
    {"it", role::turn, "perché|poiché|in quanto|ma|mentre|sebbene|anche se|se|dato che|siccome|tuttavia"},
    {"it", role::article, "il|lo|la|le|gli|i|uno|una|un|l'|al|dello|della|del"},
    {"it", role::filler, "in realtà|senza dubbio|la|il|l'|lettera|quindi|dunque|pertanto|perciò|probabilmente|finale|quella|che|per|così|allora|numero"},
    {"it", role::correcting, "anzi|in realtà|aspetta|correzione|scusa|scusate|mi correggo|pardon|ho sbagliato|rettifica|chiedo scusa"},
    {"it", role::conclusion, "per esclusione|per eliminazione|quindi|pertanto|dunque|perciò|di conseguenza|in conclusione|"
                             "in altre parole|in altri termini|in sintesi|in definitiva|insomma|ecco perché|ossia|in breve"},
    {"it", role::both, "sia|entrambe|entrambi"},
    {"it", role::naming, "vitamina|epatite|gruppo|classe|tipo|piano|fattore"},

    {"pl", role::question, "pytanie|następne pytanie|zadanie|przykład"},
    {"pl", role::speaker, "użytkownik"},
    {"pl", role::explanation, "wyjaśnienie|uzasadnienie|objaśnienie"},
    {"pl", role::answer, "odpowied*|rozwiązani*"},
    {"pl", role::option, "numer*|opcj*|wariant*|wybór|wyborem|liter*"},
    {"pl", role::right, "prawidłow*|poprawn*|właściw*|najlepsz*|najbardziej odpowiedni*|odpowiedni*|najbardziej prawdopodobn*|najtrafniejsz*|"
                        "trafna|słuszn*|najbardziej pasuj*|prawdziw*|najbardziej logiczn*|rozsądn*|najrozsądniejsz*|logiczn*|pasuje|"
                        "odpowiada|trafn*|idealn*|adekwatn*|najbliższ*"},
    {"pl", role::choose, "wybieram|wybrał*|powiedział*|stawiam na|wniosek|wynik|zaznaczam|wybrać|wybór padł na|uważam, że to|myślę, że to"},
    {"pl", role::copula, "to|byłby|jest|będzie|brzmi|byłaby|byłoby|wydaje się|są|pozostaje|"
                         "może być tylko"},
    {"pl", role::negative, "nie|błędn*|niepoprawn*|nieprawidłow*|żadn*|żaden|ani|niewłaściw*|mało|mniej|zamiast|format|formatu"},
    {"pl", role::no_option, "żadna|żadne|żaden|brak|nie ma"},
    {"pl", role::joining, "i|oraz|lub|albo|czy"},
    {"pl", role::turn, "ponieważ|bo|gdyż|ale|natomiast|jednak|choć|jeśli|podczas gdy|jako że"},
    {"pl", role::filler, "zatem|więc|dlatego|litera|prawdopodobnie|to|że|opcję|odpowiedź|tak więc|czyli|na|numer"},
    {"pl", role::correcting, "chwila|chwileczkę|właściwie|poprawka|przepraszam|jednak|korekta|wróć|czekaj|poprawiam|pomyłka|pomyliłem|pomyłem się"},
    {"pl", role::conclusion, "czyli|przez eliminację|metodą eliminacji|więc|zatem|dlatego|w związku z tym|stąd|tak więc|podsumowując|"
                             "innymi słowy|krótko mówiąc|to znaczy|a więc|reasumując|w skrócie|ostatecznie"},
    {"pl", role::both, "między|zarówno|oba|obie"},
    {"pl", role::naming, "witamin*|zapalenie wątroby|grup*|klas*|typ"},

    {"ru", role::question, "вопрос|следующий вопрос|задача|задание|пример"},
    {"ru", role::speaker, "пользователь"},
    {"ru", role::explanation, "объяснение|пояснение|обоснование|рассуждение"},
    {"ru", role::answer, "ответ|ответы|ответа|ответом|решение"},
    {"ru", role::option, "номер|вариант|варианты|вариантом|варианта|опция|опцию|опцией|выбор|выбором|буква"},
    {"ru", role::right, "правильн*|верн*|наилучш*|лучш*|подходящ*|подходит|корректн*|наиболее подходящ*|наиболее вероятн*|вероятн*|точн*|"
                        "соответствует|логичн*|разумн*|логичнее|подойдёт|подойдет|оптимальн*|уместн*|правдоподобн*|наиболее логичн*|"
                        "соответствующ*|подходят"},
    {"ru", role::choose, "выбираю|выбрал|выбрала|выберу|выбрать|выбираем|остановлюсь на|вывод|итог|результат|скорее всего|это|выбор падает на|"
                         "склоняюсь к|думаю, это|считаю, что это|останавливаюсь на"},
    {"ru", role::copula, "это|является|будет|был бы|может быть|есть|остаётся|остается|"
                         "может быть только"},
    {"ru", role::negative, "не|неверн*|неправильн*|ошибочн*|нет|ни|невозможно|маловероятн*|вместо|менее|формат"},
    {"ru", role::no_option, "ни один|ни одна|нет|ничего|ни одно|отсутствует"},
    {"ru", role::joining, "и|или|либо"},
    {"ru", role::turn, "потому|так как|поскольку|но|хотя|если|тогда как|однако|ведь|а"},
    {"ru", role::filler, "на самом деле|буква|поэтому|значит|следовательно|таким образом|итак|скорее всего|вероятно|номер|под|что"},
    {"ru", role::correcting, "подождите|на самом деле|исправление|хотя нет|точнее|стоп|извините|простите|поправка|погодите|ошибся|ошиблась|виноват|нет, стоп"},
    {"ru", role::conclusion, "методом исключения|значит|следовательно|поэтому|таким образом|итак|стало быть|"
                             "иными словами|другими словами|так что|то есть|одним словом|в итоге|получается|выходит|короче говоря"},
    {"ru", role::both, "как|оба|обе|либо"},
    {"ru", role::naming, "витамин*|гепатит*|групп*|класс*|тип|план"},
};

} // namespace calm::extract::detail
