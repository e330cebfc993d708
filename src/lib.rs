//! Lacrima presents a film to a participant, lets an experimenter code crying, and asks for mood at scheduled delays.
