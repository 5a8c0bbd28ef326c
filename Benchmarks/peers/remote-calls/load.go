package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Calls in flight all the time, each by a goroutine that calls again as soon as it is answered.
type load struct {
	callee, warmUp, seconds, inFlight int
}

// What is told of the window, as one line of JSON.
type report struct {
	Calls              int     `json:"calls"`
	Seconds            float64 `json:"seconds"`
	CallerCPUSeconds   float64 `json:"callerCPUSeconds"`
	CalleeCPUSeconds   float64 `json:"calleeCPUSeconds"`
	MedianMilliseconds float64 `json:"medianMilliseconds"`
	P99Milliseconds    float64 `json:"p99Milliseconds"`
}

func (l load) run(call call) {
	l.window(call, time.Duration(l.warmUp)*time.Second)
	callee, caller, began := cpuOf(l.callee), cpuOf(os.Getpid()), time.Now()
	took := l.window(call, time.Duration(l.seconds)*time.Second)
	seconds := time.Since(began).Seconds()
	report := report{
		Calls: len(took), Seconds: seconds, CallerCPUSeconds: cpuOf(os.Getpid()) - caller,
		CalleeCPUSeconds: cpuOf(l.callee) - callee,
	}
	sort.Slice(took, func(a, b int) bool { return took[a] < took[b] })
	report.MedianMilliseconds = float64(took[len(took)/2]) / 1e6
	report.P99Milliseconds = float64(took[len(took)*99/100]) / 1e6
	line, _ := json.Marshal(report)
	fmt.Println(string(line))
}

// Answers how many nanoseconds each call took.
func (l load) window(call call, length time.Duration) []int64 {
	ctx, cancel := context.WithTimeout(context.Background(), length+30*time.Second)
	defer cancel()
	parts := make([][]int64, l.inFlight)
	end := time.Now().Add(length)
	var group sync.WaitGroup
	for number := range parts {
		group.Add(1)
		go func(number int) {
			defer group.Done()
			for {
				began := time.Now()
				if !began.Before(end) {
					return
				}
				if err := call(ctx); err != nil {
					log.Fatal(err)
				}
				parts[number] = append(parts[number], int64(time.Since(began)))
			}
		}(number)
	}
	group.Wait()
	var all []int64
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// User and system time of a process, in proc(5)'s hundredths of a second.
func cpuOf(process int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		log.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}
