import type { Category, Mode, Urgency } from "../../shared/entries/codes.ts";

/** What a student of the sample campus asks, and how the talk goes on: `s` is the student, `c` the counselor. */
export type Story = {
  category: Category;
  urgency: Urgency;
  mode: Mode;
  title: string;
  /** For when the same story is told of somebody else. */
  otherTitles: readonly string[];
  description: string;
  talk: readonly (readonly ["s" | "c", string])[];
  note: string;
};

export const stories: readonly Story[] = [
  {
    category: "anxiety",
    urgency: "high",
    mode: "video",
    title: "I freeze before every presentation",
    otherTitles: ["My seminar talk scares me", "Blank in front of the group"],
    description:
      "I have a seminar talk in ten days. Last time my mind went blank and I left the room. I already sleep badly because of it.",
    talk: [
      [
        "c",
        "Thank you for writing. Leaving the room was a way to take care of yourself in that moment. What would a good enough talk look like for you?",
      ],
      ["s", "Maybe just getting to the last slide without running away."],
      [
        "c",
        "That is a clear goal, and we can work with it. Would you be willing to rehearse the first two minutes with me?",
      ],
      ["s", "Yes. I think the beginning is the worst part anyway."],
    ],
    note: "Goal in her own words: reach the last slide. Rehearse the opening together, then with one friend.",
  },
  {
    category: "academic",
    urgency: "medium",
    mode: "chat",
    title: "Behind in two courses and ashamed to ask",
    otherTitles: ["I missed three weeks", "How do I write to a lecturer?"],
    description:
      "I missed three weeks after a cold and never caught up. I don't know what to say to the lecturers.",
    talk: [
      [
        "c",
        "Three weeks is a lot to carry alone. Shall we write the first mail together? It only needs two sentences.",
      ],
      ["s", "I keep starting it and deleting it."],
      ["c", "Try: I was ill from the 2nd to the 20th. Could I see you this week about how to catch up?"],
      ["s", "That sounds so much simpler than what I had. I just sent it."],
    ],
    note: "Wrote to one lecturer during the talk. Next: study office about the deadline.",
  },
  {
    category: "stress",
    urgency: "medium",
    mode: "in-person",
    title: "Two jobs and exams at once",
    otherTitles: ["Never a free evening", "Work, work and exams"],
    description:
      "I work evenings and weekends. There is no time left in which I am not tired. I need to sort this out before the exams.",
    talk: [
      [
        "c",
        "Could you bring a plain list of your week, hour by hour? We look at it together and see what can move.",
      ],
      ["s", "I can do that. I am a bit afraid of what it looks like."],
      ["c", "It only has to be honest. We start from what is there."],
    ],
    note: "Week plan brought. The financial aid office may help; gave the contact.",
  },
  {
    category: "relationships",
    urgency: "low",
    mode: "chat",
    title: "My flatmates no longer talk to me",
    otherTitles: ["Trouble in the flat", "Silence at home since the argument"],
    description:
      "After an argument about cleaning everyone goes quiet when I come in. I spend my evenings in the library now.",
    talk: [
      ["s", "I don't even know whether they are angry or whether I imagine it."],
      ["c", "Not knowing is tiring. Is there one of the three with whom a short talk feels possible?"],
      ["s", "Maybe Mira. She at least still says good morning."],
      ["c", "Then let us think about what you would like Mira to understand."],
    ],
    note: "Wants to talk to one flatmate first. Prepared an opening sentence.",
  },
  {
    category: "depression",
    urgency: "high",
    mode: "video",
    title: "Nothing feels worth getting up for",
    otherTitles: ["I stopped going to the choir", "Two months in the dark"],
    description:
      "It has been about two months. I go to few lectures. I used to sing in the choir and stopped that too.",
    talk: [
      [
        "c",
        "I am glad you wrote, even with so little energy. How are your days at the moment, from morning to night?",
      ],
      ["s", "I get up around noon. Then it is almost dark already."],
      [
        "c",
        "That sounds heavy. May we meet this week? I would like to hear more, and to look at what support fits you.",
      ],
      ["s", "Yes please. Mornings are hard, afternoon is better."],
      ["c", "Afternoon it is."],
    ],
    note: "Low mood for about two months, withdrawal. No danger to self reported when asked. Offered referral to the health centre.",
  },
  {
    category: "other",
    urgency: "low",
    mode: "audio",
    title: "Homesick in my first term",
    otherTitles: ["Counting days until the holidays", "So quiet at dinner here"],
    description:
      "I came here from far away in September. Everyone is kind, and still I count the days until the winter break.",
    talk: [
      ["c", "Being welcome and missing home can both be true. What do you miss most?"],
      ["s", "The noise. My family is loud. Here it is so quiet at dinner."],
      [
        "c",
        "There is a Thursday kitchen in the student house, it is anything but quiet. Would you like to try it once?",
      ],
      ["s", "I looked it up. I will go this week."],
    ],
    note: "Lively and reflective. Thursday kitchen as a first step.",
  },
  {
    category: "anxiety",
    urgency: "medium",
    mode: "audio",
    title: "My heart races on the tram",
    otherTitles: ["I get off two stops early", "Afraid of going out"],
    description:
      "It started three weeks ago. I get off two stops early and walk. Now I begin to avoid going out at all.",
    talk: [
      [
        "c",
        "What you describe is frightening, and many people know it. Have you been able to talk with a doctor about it?",
      ],
      ["s", "Yes, she said my heart is fine."],
      ["c", "Good. Then we can practise together what to do when it comes, step by step, at your pace."],
    ],
    note: "Checked by a doctor. Begin with breathing and one stop at a quiet hour.",
  },
  {
    category: "academic",
    urgency: "low",
    mode: "in-person",
    title: "Is this the right subject for me?",
    otherTitles: ["Thinking of leaving law", "I envy those who build things"],
    description:
      "Third term of law and I envy everybody who builds things. I don't want to disappoint my parents.",
    talk: [
      ["s", "I have not told anyone but you."],
      [
        "c",
        "Thank you for trusting me with it. Let us first look at what draws you, without deciding anything.",
      ],
      ["s", "I have a list. It is longer than I expected."],
    ],
    note: "No hurry to decide. Open day of the engineering faculty; talk with the study adviser.",
  },
  {
    category: "stress",
    urgency: "high",
    mode: "video",
    title: "I cannot sleep before the state exam",
    otherTitles: ["Awake until four", "Four weeks to the exam, no sleep"],
    description: "The exam is in four weeks. I lie awake until four and then learn nothing during the day.",
    talk: [
      ["c", "Four weeks is time enough to change something. What does the last hour before bed look like?"],
      ["s", "Flash cards. Until I fall asleep, or don't."],
      [
        "c",
        "Would you try an experiment: cards end at nine, for three nights, and you write down how you slept?",
      ],
      ["s", "Three nights. Okay."],
      ["s", "Second night: asleep before one. First time in weeks."],
    ],
    note: "Sleep diary for three nights. Improvement on night two.",
  },
  {
    category: "relationships",
    urgency: "medium",
    mode: "video",
    title: "After a break-up we still share every class",
    otherTitles: ["We are in the same lab group", "Seeing them every day"],
    description: "We were together for two years. I see them every day and cannot concentrate.",
    talk: [
      ["c", "Seeing each other daily leaves little room to heal. Which class is the hardest?"],
      ["s", "The Tuesday lab. We are in the same group."],
      ["c", "Changing a lab group is possible without giving reasons. I can tell you whom to ask."],
      ["s", "I did not know that. That would help a lot."],
    ],
    note: "Lab group change via the course office, no reasons needed.",
  },
  {
    category: "depression",
    urgency: "medium",
    mode: "chat",
    title: "I pretend to be fine all day",
    otherTitles: ["Tired of acting", "Laughing outside, dark at home"],
    description: "With friends I laugh. At home I sit in the dark. I am tired of acting.",
    talk: [
      ["c", "Here you don't need to act. You may be short, tired, silent; all of it is fine."],
      ["s", "That already makes it easier to write."],
      ["c", "Is there one friend who could know a little more of how you are?"],
      ["s", "Perhaps. I will think about it."],
    ],
    note: "Writes more openly in chat than in person. Keep the chat as it is.",
  },
  {
    category: "other",
    urgency: "crisis",
    mode: "audio",
    title: "I need to talk to someone today",
    otherTitles: ["Please call me", "Not alone with this tonight"],
    description:
      "Please call me. I am at home and my sister is with me. I just do not want to be alone with this tonight.",
    talk: [
      [
        "c",
        "I am here. It is good that your sister is with you. I can call you in five minutes, is that all right?",
      ],
      ["s", "Yes. Thank you."],
      [
        "c",
        "Thank you for talking with me. You have the crisis line for the night, and I will write to you tomorrow morning at nine.",
      ],
      ["s", "I slept a little. My sister stayed."],
    ],
    note: "Called at once; sister stayed the night. Safe when we ended. Crisis line given. Call again in the morning.",
  },
  {
    category: "anxiety",
    urgency: "low",
    mode: "chat",
    title: "Worrying about everything before it happens",
    otherTitles: ["Hours of bad endings", "I would rather draw"],
    description: "Trains, mails, exams: I go through every bad ending in advance. It costs me hours.",
    talk: [
      ["c", "A mind that plans for everything works very hard. What would you do with those hours?"],
      ["s", "Draw. I have not drawn since spring."],
      ["c", "Then let us make a small place for drawing, and one for worrying, each with a fixed time."],
    ],
    note: "Worry time 17:00–17:20, drawing before dinner.",
  },
  {
    category: "academic",
    urgency: "high",
    mode: "in-person",
    title: "Last attempt at the statistics exam",
    otherTitles: ["Third time statistics", "I cannot read the book any more"],
    description: "If I fail a third time I lose my place. I look at the book and cannot read a single line.",
    talk: [
      ["c", "A last attempt makes every page heavy. Did you know there is a tutor for exactly this exam?"],
      ["s", "I thought that is only for beginners."],
      [
        "c",
        "Most people there are in your place. I can put you in touch, and we keep an eye on the pressure together.",
      ],
    ],
    note: "Put in touch with the tutor. Ask about extra time (documented migraine).",
  },
  {
    category: "stress",
    urgency: "low",
    mode: "chat",
    title: "How do others keep a routine?",
    otherTitles: ["My days fall apart", "Looking for a timetable"],
    description: "Without the timetable of school my days fall apart. I would like a few ideas.",
    talk: [
      ["c", "Gladly. What is the one fixed point your days already have?"],
      ["s", "Coffee with my neighbour at nine."],
      ["c", "Then we hang everything else on that coffee."],
      ["s", "I like that."],
    ],
    note: "One fixed point: coffee at nine. Plan hangs on it.",
  },
  {
    category: "relationships",
    urgency: "high",
    mode: "audio",
    title: "My parents want me to come home for good",
    otherTitles: ["Every call ends in tears", "Between home and here"],
    description: "They say I have changed. I love them and I love my life here. Every call ends in tears.",
    talk: [
      ["s", "They call every evening now."],
      [
        "c",
        "That is a lot of pull from two sides. What would you like them to know that gets lost in the calls?",
      ],
      ["s", "That I am still me."],
      ["c", "Let us find a calm way to say exactly that; perhaps a letter is easier than a call."],
    ],
    note: "Letter instead of calls, as a first step. Language of the letter: theirs.",
  },
  {
    category: "depression",
    urgency: "low",
    mode: "in-person",
    title: "Winter is hard for me every year",
    otherTitles: ["Starting early this winter", "The dark months again"],
    description: "I know this from other years and want to start earlier this time.",
    talk: [
      ["c", "Starting early is already half of it. What helped last winter, even a little?"],
      ["s", "Walking before the first lecture. And not saying no to everything."],
      ["c", "Then these two are our plan, and we check every fortnight."],
    ],
    note: "Knows her pattern well. Fortnightly short meetings until March.",
  },
  {
    category: "other",
    urgency: "medium",
    mode: "video",
    title: "Caring for my grandmother while studying",
    otherTitles: ["My grandmother lives with me", "No afternoon of my own"],
    description: "She lives with me. I love her and there are days when I do nothing else.",
    talk: [
      ["c", "You are carrying a great deal. Is there anyone who takes over for an afternoon?"],
      ["s", "My aunt offered, and I always say we manage."],
      ["c", "What would happen if you said yes once, next Wednesday?"],
      ["s", "I would probably sleep. And then go to the library."],
    ],
    note: "Aunt takes Wednesdays from next week. Information on leave for carers handed over.",
  },
  {
    category: "anxiety",
    urgency: "medium",
    mode: "video",
    title: "Speaking up in a second language",
    otherTitles: ["I say nothing in seminars", "They think I have no opinion"],
    description: "I understand everything and say nothing. People think I have no opinion.",
    talk: [
      [
        "c",
        "Your opinion shows clearly in what you write. Shall we prepare one sentence for the next seminar?",
      ],
      ["s", "Only one?"],
      ["c", "Only one. The second comes by itself more often than you think."],
      ["s", "I said it today! And then two more."],
    ],
    note: "One prepared sentence per seminar. Works.",
  },
  {
    category: "academic",
    urgency: "medium",
    mode: "video",
    title: "My supervisor does not answer",
    otherTitles: ["Six weeks without feedback", "My funding ends in spring"],
    description:
      "I handed in a chapter six weeks ago. Without an answer I cannot go on and my funding ends in spring.",
    talk: [
      ["c", "Six weeks of silence is hard. What does the faculty's agreement say about answers?"],
      ["s", "Four weeks, actually. I had not looked."],
      [
        "c",
        "Then a friendly reminder that names the four weeks is fair. The ombudsperson is the step after that.",
      ],
    ],
    note: "Reminder drafted. Ombudsperson if no answer within ten days.",
  },
  {
    category: "stress",
    urgency: "medium",
    mode: "audio",
    title: "Everything in the lab depends on me",
    otherTitles: ["No free day since summer", "Nobody else knows the machine"],
    description: "I am the only one who knows the machine. I have not had a free day since summer.",
    talk: [
      ["c", "What would it take for one other person to know the machine well enough for a Sunday?"],
      ["s", "A page of instructions. Maybe two."],
      ["c", "That could be your best two pages this year."],
    ],
    note: "Write instructions, train one colleague, first free Sunday in two weeks.",
  },
  {
    category: "relationships",
    urgency: "low",
    mode: "in-person",
    title: "I would like to find friends here",
    otherTitles: ["Still eating alone", "Shy, not unfriendly"],
    description: "I am in my second year and still eat alone. I am shy, not unfriendly.",
    talk: [
      ["s", "Small groups are fine. Large ones make me disappear."],
      ["c", "Then small ones it shall be. The board game evening is four to a table."],
      ["s", "I went. I have a second date with a board game on Friday."],
    ],
    note: "Board game evening went well. Follow up after Friday.",
  },
  {
    category: "depression",
    urgency: "high",
    mode: "audio",
    title: "Since my father died I cannot study",
    otherTitles: ["Grief and exams", "Nobody says his name"],
    description: "It was in August. Everybody went back to normal. I did not.",
    talk: [
      ["c", "I am very sorry about your father. There is no date by which one must be back to normal."],
      ["s", "Thank you. Nobody says his name any more."],
      ["c", "What was his name?"],
      ["s", "Emil."],
      ["c", "I would like to hear about Emil when we meet, if you want to tell me."],
    ],
    note: "Grief, three months. Leave of absence is possible; no decision now. Grief group starts in December.",
  },
  {
    category: "other",
    urgency: "low",
    mode: "chat",
    title: "Where can I get help with forms?",
    otherTitles: ["Scholarship papers", "Housing form, half the words"],
    description:
      "There are forms for housing and for the scholarship, and I do not understand half of the words.",
    talk: [
      [
        "c",
        "You are in the right place to ask. The social advice desk fills them in with you, Mondays and Thursdays.",
      ],
      ["s", "Do I need an appointment?"],
      ["c", "No. Bring the letters, they do the rest."],
    ],
    note: "Referred to the social advice desk.",
  },
];
