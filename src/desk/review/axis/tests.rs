//! Tests of the axis under a hand.
