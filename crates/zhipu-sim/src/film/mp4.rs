//! The file around the pictures: boxes of ISO 14496-12, what a player needs first in front.

/// One picture of the film.
#[derive(Debug)]
pub(super) struct Sample {
    /// One packet.
    pub(super) bytes: Vec<u8>,
    /// Whether it needs no other.
    pub(super) whole: bool,
}

/// The pictures and how they are read.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) fps: u32,
    /// The packets of the sequence and of the picture.
    pub(super) parameters: [Vec<u8>; 2],
    pub(super) samples: Vec<Sample>,
}

/// Ticks of a picture.
const TICKS: u32 = 1_000;
/// Samples of sound a second.
const SOUND_RATE: u32 = 44_100;
/// Samples in one packet of sound.
const SOUND_PACKET: u32 = 1_024;
/// A packet of AAC in which nothing is heard, of one channel.
const SILENCE: [u8; 6] = [0x00, 0xc8, 0x00, 0x80, 0x23, 0x80];
/// The same matrix in every head: nothing is turned or mirrored.
const UNTURNED: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// Samples that lie behind each other: how many, and where the first begins.
#[derive(Clone, Copy, Debug)]
struct Chunk {
    samples: u32,
    begin: u32,
}

/// The media in the order of the file, and where the parts of both tracks lie in it.
#[derive(Debug)]
struct Laid {
    media: Vec<u8>,
    pictures: Vec<Chunk>,
    sound: Vec<Chunk>,
}

impl Laid {
    /// The same with the media somewhere else.
    fn moved(&self, by: u32) -> [Vec<Chunk>; 2] {
        [&self.pictures, &self.sound].map(|chunks| {
            chunks
                .iter()
                .map(|chunk| Chunk {
                    begin: chunk.begin + by,
                    ..*chunk
                })
                .collect()
        })
    }
}

impl Track {
    /// The file, with that many seconds of silence beside the pictures.
    pub(super) fn mp4(&self, sound_seconds: Option<u32>) -> Vec<u8> {
        let kind = named(
            *b"ftyp",
            &[b"isom", &0x200_u32.to_be_bytes(), b"isomiso2avc1mp41"],
        );
        let laid = self.lay(sound_seconds);
        // The places of the media depend on the size of the head, which does not depend on them.
        let size = length(&self.head(&laid.moved(0)));
        let head = self.head(&laid.moved(length(&kind) + size + 8));
        [kind, head, named(*b"mdat", &[&laid.media])].concat()
    }

    /// Lays pictures and sound side by side, two pictures at a time: a player that reads from front to
    /// end shall not hold many of them while it waits for the sound beside them.
    fn lay(&self, sound_seconds: Option<u32>) -> Laid {
        let pictures = length(&self.samples);
        let parts = sound_seconds.map_or(1, |_| pictures.div_ceil(2).max(1));
        let packets = sound_seconds.unwrap_or(0) * SOUND_RATE / SOUND_PACKET;
        let share = |all: u32, part: u32| all * (part + 1) / parts - all * part / parts;
        let mut laid = Laid {
            media: Vec::new(),
            pictures: Vec::new(),
            sound: Vec::new(),
        };
        let mut samples = self.samples.iter();
        for part in 0..parts {
            let count = share(pictures, part);
            laid.pictures.push(Chunk {
                samples: count,
                begin: length(&laid.media),
            });
            for _ in 0..count {
                let Some(sample) = samples.next() else { break };
                laid.media.extend(length(&sample.bytes).to_be_bytes());
                laid.media.extend(&sample.bytes);
            }
            let count = share(packets, part);
            if count > 0 {
                laid.sound.push(Chunk {
                    samples: count,
                    begin: length(&laid.media),
                });
            }
            for _ in 0..count {
                laid.media.extend(SILENCE);
            }
        }
        laid
    }

    fn head(&self, [pictures, sound]: &[Vec<Chunk>; 2]) -> Vec<u8> {
        let length_ms = length(&self.samples) * 1_000 / self.fps;
        let mut numbers = vec![0, 0, 0, 1_000, length_ms, 0x0001_0000, 0x0100_0000, 0, 0];
        numbers.extend(UNTURNED);
        numbers.extend([0, 0, 0, 0, 0, 0, 3]);
        let mut parts = vec![
            named(*b"mvhd", &[&words(&numbers)]),
            self.picture_track(length_ms, pictures),
        ];
        if !sound.is_empty() {
            parts.push(sound_track(sound));
        }
        named(*b"moov", &[&parts.concat()])
    }

    fn picture_track(&self, length_ms: u32, chunks: &[Chunk]) -> Vec<u8> {
        let count = length(&self.samples);
        let sizes: Vec<u32> = self
            .samples
            .iter()
            .map(|sample| length(&sample.bytes) + 4)
            .collect();
        let whole: Vec<u32> = (1..)
            .zip(&self.samples)
            .filter(|(_, sample)| sample.whole)
            .map(|(number, _)| number)
            .collect();
        let mut table = vec![
            self.description(),
            named(*b"stts", &[&words(&[0, 1, count, TICKS])]),
            named(*b"stss", &[&words(&[0, length(&whole)]), &words(&whole)]),
            named(*b"stsz", &[&words(&[0, 0, count]), &words(&sizes)]),
        ];
        table.extend(places(chunks));
        let track = Head {
            number: 1,
            length_ms,
            volume: 0,
            size: [self.width, self.height],
            scale: self.fps * TICKS,
            length: count * TICKS,
            handler: b"vide",
        };
        track.boxed(&named(*b"vmhd", &[&words(&[1, 0, 0])]), &table.concat())
    }

    fn description(&self) -> Vec<u8> {
        let short = |number: u32| {
            let [_, _, high, low] = number.to_be_bytes();
            [high, low]
        };
        let [sequence, picture] = &self.parameters;
        let profile = sequence.get(1..4).unwrap_or_default();
        let decoder = named(
            *b"avcC",
            &[
                &[1],
                profile,
                &[0xff, 0xe1],
                &short(length(sequence)),
                sequence,
                &[1],
                &short(length(picture)),
                picture,
            ],
        );
        let picture = named(
            *b"avc1",
            &[
                &[0, 0, 0, 0, 0, 0, 0, 1],
                &[0; 16],
                &short(self.width),
                &short(self.height),
                &words(&[0x0048_0000, 0x0048_0000, 0]),
                &[0, 1],
                &[0; 32],
                &[0, 24, 0xff, 0xff],
                &decoder,
            ],
        );
        named(*b"stsd", &[&words(&[0, 1]), &picture])
    }
}

/// What heads of tracks differ in.
struct Head {
    number: u32,
    length_ms: u32,
    volume: u32,
    size: [u32; 2],
    scale: u32,
    length: u32,
    handler: &'static [u8; 4],
}

impl Head {
    fn boxed(&self, media_head: &[u8], table: &[u8]) -> Vec<u8> {
        let mut numbers = vec![
            3,
            0,
            0,
            self.number,
            0,
            self.length_ms,
            0,
            0,
            0,
            self.volume,
        ];
        numbers.extend(UNTURNED);
        numbers.extend(self.size.map(|side| side << 16));
        let undetermined = 0x55c4_0000; // the language `und`
        let media = words(&[0, 0, 0, self.scale, self.length, undetermined]);
        let handler = [&words(&[0, 0])[..], self.handler, &[0; 13]].concat();
        let here = named(
            *b"dref",
            &[&words(&[0, 1]), &named(*b"url ", &[&words(&[1])])],
        );
        let information = named(
            *b"minf",
            &[
                media_head,
                &named(*b"dinf", &[&here]),
                &named(*b"stbl", &[table]),
            ],
        );
        named(
            *b"trak",
            &[
                &named(*b"tkhd", &[&words(&numbers)]),
                &named(
                    *b"mdia",
                    &[
                        &named(*b"mdhd", &[&media]),
                        &named(*b"hdlr", &[&handler]),
                        &information,
                    ],
                ),
            ],
        )
    }
}

fn sound_track(chunks: &[Chunk]) -> Vec<u8> {
    let packets: u32 = chunks.iter().map(|chunk| chunk.samples).sum();
    let samples = packets * SOUND_PACKET;
    let mut table = vec![
        sound_description(),
        named(*b"stts", &[&words(&[0, 1, packets, SOUND_PACKET])]),
        named(*b"stsz", &[&words(&[0, length(&SILENCE), packets])]),
    ];
    table.extend(places(chunks));
    let head = Head {
        number: 2,
        length_ms: u32::try_from(u64::from(samples) * 1_000 / u64::from(SOUND_RATE)).unwrap_or(0),
        volume: 0x0100_0000,
        size: [0, 0],
        scale: SOUND_RATE,
        length: samples,
        handler: b"soun",
    };
    head.boxed(&named(*b"smhd", &[&words(&[0, 0])]), &table.concat())
}

fn sound_description() -> Vec<u8> {
    // ISO 14496-1: the descriptors of AAC-LC, 44.1 kHz, one channel.
    // Without a rate WebKitGTK waits for ever after a few pictures.
    let rate = length(&SILENCE) * 8 * SOUND_RATE / SOUND_PACKET;
    let specific = [0x05, 2, 0x12, 0x08];
    let decoder = [
        &[0x04, 17, 0x40, 0x15, 0, 0, 0][..],
        &words(&[rate, rate]),
        &specific,
    ]
    .concat();
    let stream = [&[0x03, 25, 0, 0, 0][..], &decoder, &[0x06, 1, 2]].concat();
    let sound = named(
        *b"mp4a",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 8],
            &[0, 1, 0, 16, 0, 0, 0, 0],
            &(SOUND_RATE << 16).to_be_bytes(),
            &named(*b"esds", &[&words(&[0]), &stream]),
        ],
    );
    named(*b"stsd", &[&words(&[0, 1]), &sound])
}

/// How many samples each chunk has, and where it lies.
fn places(chunks: &[Chunk]) -> [Vec<u8>; 2] {
    let count = length(chunks);
    let mut samples = vec![0, count];
    let mut begins = vec![0, count];
    for (number, chunk) in (1..).zip(chunks) {
        samples.extend([number, chunk.samples, 1]);
        begins.push(chunk.begin);
    }
    [
        named(*b"stsc", &[&words(&samples)]),
        named(*b"stco", &[&words(&begins)]),
    ]
}

fn named(name: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let size = length(&content) + 8;
    [&size.to_be_bytes()[..], &name, &content].concat()
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

/// Clips are megabytes at most.
fn length<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
